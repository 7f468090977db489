insert into carried_counts (instrument, labels, value)
values (@instrument, @labels, @value)
