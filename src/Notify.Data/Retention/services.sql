select id from services order by id
