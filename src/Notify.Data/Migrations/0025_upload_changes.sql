-- Two people may pause and resume at the same time: the status alone does not tell a job whether what it did is still what was last asked for.
alter table uploads add column change integer not null default 0;

comment on column uploads.change is 'Grows each time somebody pauses, resumes or cancels';
