using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.Server.Hosting;

namespace Notify.Benchmarks.Sizes;

/// <summary><c>bulk [--passes N]</c>: 100,000 texts in two requests at once, from the first byte until every row is a notification in the queue.</summary>
internal static class BulkRun
{
    private const int Requests = 2;
    private const int Rows = 50_000;

    public static async Task<int> RunAsync(int passes)
    {
        await using var database = await BenchmarkDatabase.StartAsync();
        await using var app = NotifyServer.Build(new ServerSettings
        {
            Database = DatabaseAddress.Parse(database.ConnectionString),
            Roles = Roles.All,
            DataFolder = Directory.CreateTempSubdirectory("notify-bulk-").FullName,
            Url = "http://127.0.0.1:0",
            IsQuiet = true,
        });
        await app.StartAsync();
        var seconds = new List<double>();
        for (var pass = 0; pass <= passes; pass++)
        {
            var (answered, stored) = await PassAsync(app, database);
            Console.Error.WriteLine($"answered after {answered:N2} s, in the queue after {stored:N2} s");
            if (pass > 0)
            {
                seconds.Add(stored);
            }
        }

        seconds.Sort();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"100,000 rows in the queue: {seconds[seconds.Count / 2]:N2} s ({seconds[0]:N2}-{seconds[^1]:N2}), peak memory with load generator {process.PeakWorkingSet64 / 1_000_000:N0} MB");
        await app.StopAsync();
        return 0;
    }

    private static async Task<(double Answered, double Stored)> PassAsync(WebApplication app, BenchmarkDatabase database)
    {
        var service = new Service { Id = Ids.NewRandom(), Name = $"Bulk {Ids.NewRandom()}" };
        await app.Services.GetRequiredService<ServiceStore>().CreateAsync(service, CancellationToken.None);
        var key = (await app.Services.GetRequiredService<ApiKeyStore>().CreateAsync(service.Id, "key", KeyType.Normal, CancellationToken.None))!.Value.Key;
        var template = new StoredTemplate { Id = Ids.NewRandom(), ServiceId = service.Id, Type = "sms", Name = "Text", Version = 1, Body = "Dear ((name)), your appointment is on ((date))." };
        await app.Services.GetRequiredService<TemplateStore>().CreateAsync(template, CancellationToken.None);
        var bodies = Enumerable.Range(0, Requests).Select(_ => JsonSerializer.SerializeToUtf8Bytes(new
        {
            name = "Bulk",
            template_id = template.Id,
            rows = Enumerable.Range(0, Rows).Select(i => new[] { $"+4477009{i % 90_000 + 1_200:D5}", $"Person {i}", "1 December" }).Prepend(["phone number", "name", "date"]),
        })).ToArray();
        using var http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<PublicUrl>().Base) };
        var began = TimeProvider.System.GetTimestamp();
        var ids = await Task.WhenAll(bodies.Select(async body =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/notifications/bulk") { Content = new ByteArrayContent(body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Token(TimeProvider.System.GetUtcNow()));
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            answer.EnsureSuccessStatusCode();
            return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
        }));
        var answered = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        while (true)
        {
            await using var command = database.Source.CreateCommand("select sum(stored_rows) from uploads where id = any($1)");
            command.Parameters.Add(new() { Value = ids });
            if ((long)(await command.ExecuteScalarAsync())! == Requests * Rows)
            {
                break;
            }

            await Task.Delay(20);
        }

        var stored = TimeProvider.System.GetElapsedTime(began).TotalSeconds;

        // The next pass begins with nothing to send.
        await database.RunAsync("delete from notification_queue where service_id = $1", service.Id);
        return (answered, stored);
    }
}
