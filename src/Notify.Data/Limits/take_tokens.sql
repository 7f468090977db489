-- Takes tokens for requests of several services and key types at once, hands back what was reserved before, and reserves a
-- block in advance where the bucket stays more than half full. The clock is read when the row's lock is held: the
-- transaction's own time is from before the wait for it.
with ask as (
  select *
    from unnest(@service_ids, @key_types, @limits, @capacities, @wanted, @in_advance, @released, @unspent, @generations)
      as a(service_id, key_type, rate, capacity, wanted, in_advance, released, unspent, generation)),
held as (
  select a.*, b.tokens, b.refilled_at, b.reserved, b.reserved_until, b.generation as current_generation
    from request_tokens b
    join ask a on a.service_id = b.service_id and a.key_type = b.key_type
   order by b.service_id, b.key_type
     for update of b),
timed as materialized (
  select held.*, clock_timestamp() as at
    from held),
settled as (
  select t.*,
         case when t.reserved_until <= t.at then 0
              when t.generation = t.current_generation then greatest(0, t.reserved - t.released)
              else t.reserved end as outstanding,
         t.current_generation + (t.reserved_until <= t.at)::integer as next_generation
    from timed t),
filled as (
  select s.*,
         greatest(0, least(
           s.capacity - s.outstanding,
           s.tokens + s.unspent + greatest(0, extract(epoch from s.at - s.refilled_at)::double precision) * s.rate / 60)) as available
    from settled s),
granted as (
  select f.*, least(f.wanted, greatest(0, floor(f.available - 1)::integer)) as passed
    from filled f),
decided as (
  select g.*, case when g.available - g.passed - g.in_advance >= g.capacity / 2.0 then g.in_advance else 0 end as block
    from granted g)
update request_tokens b
   set tokens = d.available - d.passed - d.block,
       refilled_at = d.at,
       reserved = d.outstanding + d.block,
       reserved_until = case when d.block > 0 then d.at + @reserve_for else b.reserved_until end,
       generation = d.next_generation
  from decided d
 where b.service_id = d.service_id and b.key_type = d.key_type
returning b.service_id, b.key_type, d.passed, d.block, b.reserved, b.tokens, b.generation
