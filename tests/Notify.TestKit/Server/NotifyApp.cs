using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Notify.Core;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.Server.Hosting;
using Xunit;

namespace Notify.TestKit.Server;

/// <summary>The whole server in this process, on a free loopback port and a database of its own. Derive a fixture to change roles or settings.</summary>
public class NotifyApp : NotifyDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notify-app-").FullName;
    private readonly ConcurrentQueue<string> _warnings = new();
    private WebApplication? _app;

    /// <summary>What the process does.</summary>
    protected virtual Roles Roles => Roles.All;

    /// <summary>Settings as an operator would give them, by name with colons.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();

    /// <summary>What the server is told of its database: a test may put something in between.</summary>
    protected virtual string ServerConnectionString => ConnectionString;

    public IServiceProvider Services => (_app ?? throw new InvalidOperationException("Not started")).Services;

    /// <summary>Without a slash at the end.</summary>
    public string BaseUrl => Services.GetRequiredService<PublicUrl>().Base;

    /// <summary>What the server has warned of last, a line each.</summary>
    public string Warnings => _warnings.IsEmpty ? "none" : string.Join('\n', _warnings);

    /// <summary>Talks to the server over a real socket.</summary>
    public HttpClient Http { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await StartAsync();
    }

    /// <summary>Starts the server, after <see cref="StopAsync"/> once more on the same database.</summary>
    public async Task StartAsync()
    {
        _app = Build();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(BaseUrl) };
    }

    /// <summary>Starts one more host of the same installation, on the same database and with the same settings.</summary>
    public async Task<OtherHost> StartAnotherAsync()
    {
        var app = Build();
        await app.StartAsync();
        return new OtherHost(app);
    }

    /// <summary>Stops the server in good order.</summary>
    public async Task StopAsync()
    {
        if (_app is not null)
        {
            Http.Dispose();
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public override async Task DisposeAsync()
    {
        await StopAsync();
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A service with a key and nothing else.</summary>
    /// <param name="limits">Null for those of a live service.</param>
    /// <param name="permissions">Null for the usual ones.</param>
    public async Task<SendingService> ServiceAsync(
        string name = "Test service",
        KeyType keyType = KeyType.Normal,
        ServiceLimits? limits = null,
        IReadOnlySet<ServicePermission>? permissions = null)
    {
        var service = new Service
        {
            Id = Ids.NewRandom(),
            Name = $"{name} {Ids.NewRandom():N}",
            Permissions = permissions ?? ServicePermissions.Usual,
            Limits = limits ?? new(),
        };
        await Services.GetRequiredService<ServiceStore>().CreateAsync(service, CancellationToken.None);
        var key = await Services.GetRequiredService<ApiKeyStore>().CreateAsync(service.Id, "test key", keyType, CancellationToken.None);
        return new SendingService(this, service, key!.Value.Id, key.Value.Key);
    }

    private WebApplication Build() => NotifyServer.Build(new ServerSettings
    {
        Database = DatabaseAddress.Parse(ServerConnectionString),
        Roles = Roles,
        DataFolder = _folder,
        Url = "http://127.0.0.1:0",
        IsQuiet = true,
        Settings = Settings,
        Configure = builder =>
        {
            builder.Logging.AddProvider(new RecentWarnings(_warnings));
            builder.Logging.AddFilter<RecentWarnings>("Hangfire", LogLevel.Warning);
            Configure(builder);
        },
    });

    /// <summary>Replaces parts of the server before it is built.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }
}

/// <summary>A service of a test, with ways to call the API as its program would.</summary>
public sealed record SendingService(NotifyApp App, Service Service, Guid KeyId, KeyString Key)
{
    public async Task<Guid> EmailTemplateAsync(string subject = "Hello ((name))", string body = "Dear ((name)), welcome.") =>
        await TemplateAsync("email", subject, body);

    public async Task<Guid> SmsTemplateAsync(string body = "Dear ((name)), welcome.") => await TemplateAsync("sms", null, body);

    /// <summary>The same service with one more key.</summary>
    public async Task<SendingService> WithKeyAsync(KeyType keyType)
    {
        var key = await App.Services.GetRequiredService<ApiKeyStore>().CreateAsync(Service.Id, $"another {keyType} key", keyType, CancellationToken.None);
        return this with { KeyId = key!.Value.Id, Key = key.Value.Key };
    }

    /// <summary>POST with a fresh token; the body as JSON.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

    /// <param name="host">Null for the app's own host.</param>
    /// <param name="idempotencyKey">Null for none.</param>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, HttpClient? host = null, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key.Token(TimeProvider.System.GetUtcNow()));
        return (host ?? App.Http).SendAsync(request);
    }

    /// <summary>Accepts one message and fails the test when it is refused.</summary>
    public async Task<Guid> AcceptAsync(string channel, object body)
    {
        using var answer = await PostAsync($"/v2/notifications/{channel}", body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json.GetProperty("id").GetGuid();
    }

    /// <summary>Asks until the notification has a final status or one of those named, for at most 30 seconds.</summary>
    public async Task<JsonElement> WaitAsync(Guid id, params string[] statuses)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var answer = await GetAsync($"/v2/notifications/{id}");
            var notification = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var done = statuses.Length > 0
                ? statuses.Contains(notification.GetProperty("status").GetString())
                : notification.GetProperty("completed_at").ValueKind == JsonValueKind.String;
            if (done || TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(30))
            {
                Assert.True(done, done ? null : $"still {notification.GetProperty("status")} after 30 seconds: {await HistoryAsync(id)}");
                return notification;
            }

            await Task.Delay(10);
        }
    }

    /// <summary>What the queue and the time line say of a notification, for whoever has to find out why it is late.</summary>
    private async Task<string> HistoryAsync(Guid id)
    {
        await using var command = App.DataSource.CreateCommand(
            """
            select coalesce((select format('in the queue, owner %s, attempt %s, tries %s, due in %s, lease %s; ', owner, attempt, tries, due_at - now(), lease_until - now())
                               from notification_queue where id = $1), 'not in the queue; ')
                || coalesce((select string_agg(format('%s at %s: %s', kind, provider, reason), '; ') from notification_events where notification_id = $1), 'no events')
            """);
        command.Parameters.Add(new() { Value = id });
        return $"{await command.ExecuteScalarAsync()}; the server's warnings:\n{App.Warnings}";
    }

    private async Task<Guid> TemplateAsync(string type, string? subject, string body)
    {
        var template = new StoredTemplate
        {
            Id = Ids.NewRandom(),
            ServiceId = Service.Id,
            Type = type,
            Name = "Template",
            Version = 1,
            Subject = subject,
            Body = body,
        };
        await App.Services.GetRequiredService<TemplateStore>().CreateAsync(template, CancellationToken.None);
        return template.Id;
    }
}
