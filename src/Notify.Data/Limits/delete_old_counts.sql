delete from daily_counts where day < (now() at time zone 'utc')::date - @days
