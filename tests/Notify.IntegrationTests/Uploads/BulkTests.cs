using System.Net.Http.Json;
using System.Text.Json;
using Notify.Core;
using Notify.Core.Services;

namespace Notify.IntegrationTests.Uploads;

public sealed class BulkTests(BulkApp app) : IClassFixture<BulkApp>
{
    [Fact]
    public async Task Rows_become_delivered_messages_with_row_numbers_values_and_references()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync();

        var (status, body) = await BulkApp.PostAsync(service, new
        {
            name = "Week 48",
            template_id = template,
            rows = new object[][] { ["phone number", "name", "reference"], ["07700 900123", "Amala", "case 1"], ["07700900124", 7, null!] },
            reference = "all",
        });

        Assert.Equal((201, "pending", 2), (status, body.GetProperty("status").GetString(), body.GetProperty("total").GetInt32()));
        var id = body.GetProperty("id").GetGuid();
        Assert.Equal($"{app.BaseUrl}/v2/notifications/bulk/{id}", body.GetProperty("uri").GetString());

        // An answer reads the upload and then counts its messages: the counts may be of a moment later.
        var done = await BulkApp.WaitAsync(service, id, upload => upload.GetProperty("delivered").GetInt32() == 2 && upload.GetProperty("status").GetString() == "finished");
        Assert.Equal(("finished", 100, 0), (done.GetProperty("status").GetString(), done.GetProperty("progress").GetInt32(), done.GetProperty("sending").GetInt32()));
        Assert.Equal(
            "2 +447700900123 07700 900123 case 1 bulk|3 +447700900124 07700900124 all bulk",
            await app.ReadAsync<string>(
                """
                select string_agg(concat_ws(' ', job_row_number, recipient, recipient_as_sent, reference, 'bulk'), '|' order by job_row_number)
                  from notifications where job_id = $1
                """,
                id));
        using var list = await service.GetAsync("/v2/notifications?include_jobs=true&reference=case 1");
        var shown = (await list.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("notifications")[0];
        Assert.Equal("Dear Amala, welcome.", shown.GetProperty("body").GetString());
        Assert.Equal(0L, await app.ReadAsync<long>("select count(*) from upload_chunks where upload_id = $1", id));
    }

    [Fact]
    public async Task Csv_and_recipients_do_as_well_for_emails()
    {
        var service = await app.ServiceAsync();
        var template = await service.EmailTemplateAsync();
        var (_, csv) = await BulkApp.PostAsync(service, new { name = "csv", template_id = template, csv = "email address,name\namala@example.com,Amala\nsam@example.com,\"Sam, too\"\n" });
        var (_, list) = await BulkApp.PostAsync(service, new
        {
            name = "list",
            template_id = template,
            recipients = new[] { new { email_address = "Kim@Example.com", personalisation = new { name = "Kim" }, reference = "r" } },
        });

        await BulkApp.WaitAsync(service, csv.GetProperty("id").GetGuid(), upload => upload.GetProperty("delivered").GetInt32() == 2);
        await BulkApp.WaitAsync(service, list.GetProperty("id").GetGuid(), upload => upload.GetProperty("delivered").GetInt32() == 1);

        Assert.Equal("1 kim@example.com Kim@Example.com r", await app.ReadAsync<string>(
            "select concat_ws(' ', job_row_number, recipient, recipient_as_sent, reference) from notifications where job_id = $1", list.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task Bad_rows_are_told_with_row_and_column_and_nothing_is_stored()
    {
        var service = await app.ServiceAsync();
        var body = new
        {
            name = "bad",
            template_id = await service.SmsTemplateAsync(),
            rows = new[] { ["phone number", "name"], ["07700900123", "Amala"], ["0770", "Sam"], new[] { "07700900124", "" } },
        };

        var (status, answer) = await BulkApp.PostAsync(service, body);

        Assert.Equal(400, status);
        Assert.Equal(["Row 3, phone number: Mobile number is too short", "Row 4, name: Missing"], BulkApp.Messages(answer));
        Assert.Equal((4, "name"), (answer.GetProperty("errors")[1].GetProperty("row").GetInt32(), answer.GetProperty("errors")[1].GetProperty("column").GetString()));
        Assert.Equal(0L, await app.ReadAsync<long>("select count(*) from uploads where service_id = $1", service.Service.Id));
        Assert.Equal(0L, await app.ReadAsync<long>("select count(*) from daily_counts where service_id = $1", service.Service.Id));
    }

    [Fact]
    public async Task Only_good_rows_are_sent_when_asked_for_and_the_others_told()
    {
        var service = await app.ServiceAsync();
        var (status, body) = await BulkApp.PostAsync(service, new
        {
            name = "some bad",
            template_id = await service.SmsTemplateAsync(),
            recipients = new object[] { new { phone_number = "07700900123", personalisation = new { name = "A" } }, new { phone_number = "nonsense" }, 5 },
            only_good_rows = true,
        });

        Assert.Equal((201, 1, 2), (status, body.GetProperty("total").GetInt32(), body.GetProperty("bad_row_count").GetInt32()));
        var done = await BulkApp.WaitAsync(service, body.GetProperty("id").GetGuid(), upload => upload.GetProperty("delivered").GetInt32() == 1);
        Assert.Equal([2, 3], done.GetProperty("bad_rows").EnumerateArray().Select(row => row.GetProperty("row").GetInt32()));
    }

    [Fact]
    public async Task Every_row_that_was_left_out_is_told_page_by_page_and_none_twice()
    {
        var service = await app.ServiceAsync();
        // The first row has one fault, the others two, so that every border falls between the faults of a row.
        var rows = Enumerable.Range(2, 1500).Select(number => new[] { number == 700 ? "07700900123" : "nonsense", number is 2 or 700 ? "A" : "" });
        var (_, body) = await BulkApp.PostAsync(service, new { name = "many bad", template_id = await service.SmsTemplateAsync(), rows = rows.Prepend(["phone number", "name"]), only_good_rows = true });
        var shown = await BulkApp.ShowAsync(service, body.GetProperty("id").GetGuid());
        Assert.Equal(100, shown.GetProperty("bad_rows").GetArrayLength());
        Assert.Equal(1499, shown.GetProperty("bad_row_count").GetInt32());

        var told = new List<int>();
        for (string? next = shown.GetProperty("bad_rows_uri").GetString(); next is not null;)
        {
            using var answer = await service.GetAsync(new Uri(next).PathAndQuery);
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
            told.AddRange(page.GetProperty("bad_rows").EnumerateArray().Select(row => row.GetProperty("row").GetInt32()));
            next = page.GetProperty("links").TryGetProperty("next", out var link) ? link.GetString() : null;
        }

        Assert.Equal(Enumerable.Range(2, 1500).Where(number => number != 700).SelectMany(number => Enumerable.Repeat(number, number == 2 ? 1 : 2)), told);
        var other = await app.ServiceAsync();
        using var theirs = await other.GetAsync($"/v2/notifications/bulk/{body.GetProperty("id").GetGuid()}/bad-rows");
        Assert.Equal(404, (int)theirs.StatusCode);
    }

    [Theory]
    [InlineData("after_row=x", 400, "after_row is not the number of a row")]
    [InlineData("after_row=-1", 400, "after_row is not the number of a row")]
    [InlineData("after_row=5", 404, "No result found")]
    public async Task Rows_left_out_are_asked_for_by_number_and_of_an_own_upload(string query, int status, string message)
    {
        var service = await app.ServiceAsync();

        using var answer = await service.GetAsync($"/v2/notifications/bulk/{Ids.New(TimeProvider.System)}/bad-rows?{query}");

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal([message], BulkApp.Messages(await answer.Content.ReadFromJsonAsync<JsonElement>()));
    }

    [Theory]
    [InlineData("{}", "You should specify exactly one of rows, csv and recipients|name is a required property|template_id is a required property")]
    [InlineData("""{"name":"n","template_id":"T","csv":"a","rows":[]}""", "You should specify exactly one of rows, csv and recipients")]
    [InlineData("""{"name":"n","template_id":"T","rows":[["phone number"]]}""", "rows must be 2 to 2001 arrays, the first of them the headings")]
    [InlineData("""{"name":"n","template_id":"T","rows":[["phone number"],[{}]]}""", "rows: row 2 is not an array of texts")]
    [InlineData("""{"name":"n","template_id":"T","recipients":[]}""", "recipients must be 1 to 2000 objects")]
    [InlineData("""{"name":"n","template_id":"T","csv":5}""", "csv 5 is not of type string")]
    [InlineData("""{"name":"","template_id":"T","csv":"x","scheduled_for":"2020-01-01","only_good_rows":1,"colour":1}""",
        "name must be 1 to 255 characters|scheduled_for datetime can not be in the past|only_good_rows 1 is not of type boolean|Additional properties are not allowed (colour was unexpected)")]
    [InlineData("""{"name":"n","template_id":"T","csv":"phone number\n07700900123"}""", "Your column names need to match the double brackets in your template. Your file is missing a column called ‘name’.")]
    [InlineData("""{"name":"n","template_id":"T","recipients":[{"phone_number":"07700900123","personalisation":{"name":"a"}},{"phone_number":"07700900000","personalisation":{"name":"a"}}]}""",
        "Bulk sending to testing and non-testing recipients is not supported")]
    public async Task Faulty_request_is_told_what_is_wrong(string body, string messages)
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync();
        using var content = new StringContent(body.Replace("\"T\"", $"\"{template}\"", StringComparison.Ordinal));

        using var answer = await service.SendAsync(HttpMethod.Post, "/v2/notifications/bulk", content);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(messages, string.Join('|', BulkApp.Messages(await answer.Content.ReadFromJsonAsync<JsonElement>())));
    }

    [Fact]
    public async Task Day_without_room_for_all_takes_none_and_counts_none()
    {
        var service = await app.ServiceAsync(limits: new() { DailySms = 3 });
        var template = await service.SmsTemplateAsync("Hello");
        object Body(int rows) => new { name = "n", template_id = template, recipients = Enumerable.Range(0, rows).Select(i => new { phone_number = $"07700900{i + 300}" }) };

        var (tooMany, refusal) = await BulkApp.PostAsync(service, Body(4));
        var (fits, _) = await BulkApp.PostAsync(service, Body(3));
        var (full, _) = await BulkApp.PostAsync(service, Body(1));

        Assert.Equal((429, 201, 429), (tooMany, fits, full));
        Assert.Equal(["Exceeded send limits (sms: 3) for today"], BulkApp.Messages(refusal));
        Assert.Equal(3, await app.ReadAsync<int>("select count from daily_counts where service_id = $1 and kind = 'sms'", service.Service.Id));
    }

    [Fact]
    public async Task Texts_abroad_count_in_both_limits()
    {
        var service = await app.ServiceAsync(
            limits: new() { DailyInternationalSms = 1 }, permissions: new HashSet<ServicePermission> { ServicePermission.Sms, ServicePermission.InternationalSms });
        var template = await service.SmsTemplateAsync("Hello");

        var (tooMany, refusal) = await BulkApp.PostAsync(service, new { name = "n", template_id = template, csv = "phone number\n+33612345678\n+33612345679\n07700900123" });
        var (fits, _) = await BulkApp.PostAsync(service, new { name = "n", template_id = template, csv = "phone number\n+33612345678\n07700900123" });

        Assert.Equal((429, 201), (tooMany, fits));
        Assert.Equal(["Exceeded send limits (international_sms: 1) for today"], BulkApp.Messages(refusal));
        Assert.Equal((2, 1), (
            await app.ReadAsync<int>("select count from daily_counts where service_id = $1 and kind = 'sms'", service.Service.Id),
            await app.ReadAsync<int>("select count from daily_counts where service_id = $1 and kind = 'international_sms'", service.Service.Id)));
    }

    [Fact]
    public async Task Repeated_request_gets_the_same_answer_and_is_stored_once()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        Task<HttpResponseMessage> SendAsync(string number) => service.SendAsync(
            HttpMethod.Post, "/v2/notifications/bulk", JsonContent.Create(new { name = "n", template_id = template, csv = $"phone number\n{number}" }), idempotencyKey: "again");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync("07700900123")));
        using var other = await SendAsync("07700900124");

        Assert.All(answers, answer => Assert.Equal(201, (int)answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()))).Distinct());
        Assert.Equal(5, answers.Count(answer => answer.Headers.Contains("Idempotent-Replayed")));
        Assert.Equal(409, (int)other.StatusCode);
        Assert.Equal(1L, await app.ReadAsync<long>("select count(*) from uploads where service_id = $1", service.Service.Id));
        Assert.Equal(1, await app.ReadAsync<int>("select count from daily_counts where service_id = $1 and kind = 'sms'", service.Service.Id));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Team_key_reaches_guests_only()
    {
        var service = await (await app.ServiceAsync()).WithKeyAsync(KeyType.Team);
        await app.RunAsync("insert into guest_list (service_id, recipient) values ($1, '07700900123')", service.Service.Id);

        var (status, body) = await BulkApp.PostAsync(service, new { name = "n", template_id = await service.SmsTemplateAsync("Hello"), csv = "phone number\n07700900123\n07700900124" });

        Assert.Equal(400, status);
        Assert.Equal(["Row 3, phone number: Can’t send to this recipient using a team-only API key"], BulkApp.Messages(body));
    }

    [Fact]
    public async Task Simulated_recipients_are_sent_nothing_and_count_nowhere()
    {
        var service = await app.ServiceAsync();

        var (_, body) = await BulkApp.PostAsync(service, new { name = "n", template_id = await service.SmsTemplateAsync("Hello"), csv = "phone number\n07700900000\n07700900111" });

        await BulkApp.WaitAsync(service, body.GetProperty("id").GetGuid(), upload => upload.GetProperty("delivered").GetInt32() == 2);
        Assert.Equal(0L, await app.ReadAsync<long>("select count(*) from daily_counts where service_id = $1", service.Service.Id));
    }

    [Fact]
    public async Task Other_services_see_and_steer_nothing()
    {
        var service = await app.ServiceAsync();
        var (_, body) = await BulkApp.PostAsync(service, new { name = "n", template_id = await service.SmsTemplateAsync("Hello"), csv = "phone number\n07700900123" });
        var id = body.GetProperty("id").GetGuid();
        var stranger = await app.ServiceAsync();

        using var shown = await stranger.GetAsync($"/v2/notifications/bulk/{id}");
        var (paused, _) = await BulkApp.PostAsync(stranger, new { }, $"/{id}/pause");
        var (byTestKey, _) = await BulkApp.PostAsync(await service.WithKeyAsync(KeyType.Test), new { }, $"/{id}/cancel");
        using var list = await stranger.GetAsync("/v2/notifications/bulk");

        Assert.Equal((404, 404, 404), ((int)shown.StatusCode, paused, byTestKey));
        Assert.Equal(0, (await list.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("uploads").GetArrayLength());
    }
}
