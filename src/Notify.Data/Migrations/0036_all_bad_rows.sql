-- Whoever had only the good rows sent must be able to learn of each of the others. Apart from the first ones, which are shown with the upload.
alter table uploads add column more_bad_rows bytea;

comment on column uploads.more_bad_rows is 'personal: the rows that were not in order beyond those of bad_rows, as JSON, packed with gzip and encrypted under the key ring';
