using Notify.Core.Nations;
using Notify.Data.Callbacks;
using Notify.Data.Embedded;
using Notify.Data.Providers;
using Notify.Data.ReceivedTexts;
using Notify.Data.Retention;
using Notify.Data.Services;
using Notify.Data.Suppressions;
using Notify.Data.Templates;
using Notify.Data.Uploads;
using Notify.Server.Delivery;
using Notify.Server.Features.Declarations;
using Notify.Server.Hosting;
using Notify.Server.Hosting.Telemetry;
using Notify.Server.Receipts;
using Notify.Server.Receipts.Bounces;
using Npgsql;

namespace Notify.Server.Cli;

/// <summary>The database that a verb works on, with the stores over it.</summary>
/// <remarks>Found in this order: <c>NOTIFY_DATABASE</c>; the private PostgreSQL that another <c>notify</c> runs in the data folder; a private
/// PostgreSQL started for this one verb.</remarks>
internal sealed class VerbDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly EmbeddedPostgres? _embedded;

    private VerbDatabase(DatabaseAddress address, ServiceProvider services, EmbeddedPostgres? embedded)
    {
        Address = address;
        _services = services;
        _embedded = embedded;
    }

    public DatabaseAddress Address { get; }

    public ServiceStore Services => _services.GetRequiredService<ServiceStore>();

    public ApiKeyStore Keys => _services.GetRequiredService<ApiKeyStore>();

    public SenderStore Senders => _services.GetRequiredService<SenderStore>();

    public TeamStore Team => _services.GetRequiredService<TeamStore>();

    public CallbackStore Callbacks => _services.GetRequiredService<CallbackStore>();

    public SuppressionStore Suppressions => _services.GetRequiredService<SuppressionStore>();

    public TemplateStore Templates => _services.GetRequiredService<TemplateStore>();

    public ProviderStore Providers => _services.GetRequiredService<ProviderStore>();

    public ProviderAlarmStore ProviderAlarms => _services.GetRequiredService<ProviderAlarmStore>();

    /// <summary>What gathers alarms about providers, to be stored before the verb ends.</summary>
    public ProviderAnswers ProviderAnswers => _services.GetRequiredService<ProviderAnswers>();

    public ReceivedTextStore ReceivedTexts => _services.GetRequiredService<ReceivedTextStore>();

    /// <summary>What gives numbers to services and takes them away.</summary>
    public ServiceNumbers Numbers(NationPack nation) => ActivatorUtilities.CreateInstance<ServiceNumbers>(_services, nation);

    public UploadStore Uploads => _services.GetRequiredService<UploadStore>();

    public RetentionStore Retention => _services.GetRequiredService<RetentionStore>();

    /// <summary>What takes bounces of e-mails.</summary>
    public BounceIntake Bounces => _services.GetRequiredService<BounceIntake>();

    /// <summary>What leaves the verb's figures to a worker; made before what counts.</summary>
    public CountCarrier CarryCounts() => ActivatorUtilities.CreateInstance<CountCarrier>(_services);

    /// <summary>What applies declared services to it.</summary>
    public ApplyServices Applying(NationPack nation) => ActivatorUtilities.CreateInstance<ApplyServices>(_services, nation);

    /// <summary>Opens it with its schema up to date: a private one that is started for the verb is migrated, any other must have been.</summary>
    /// <exception cref="RefusedException">It cannot be reached or its schema is old; the message says what to do.</exception>
    public static async Task<VerbDatabase> OpenAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var (address, embedded) = await FindAsync(dataFolder, cancellationToken);
        try
        {
            var state = await DatabaseSchema.CheckAsync(address, cancellationToken);
            if (!state.IsUpToDate)
            {
                throw new RefusedException($"The schema of the {address} is not up to date ({state.Missing[0]} is missing): run 'notify migrate'");
            }
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException)
        {
            throw DatabaseFaults.Refusal(address, e);
        }

        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var services = new ServiceCollection();
        services.AddSingleton(KeyRingLoader.Load(
            configuration.GetSection(EncryptionOptions.Section).Get<EncryptionOptions>() ?? new EncryptionOptions(), dataFolder));
        services.AddSingleton(TimeProvider.System);
        services.AddNotifyData(address);
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddMetrics();
        services.AddReturnPath();
        // Verbs take bounces of e-mails and no receipts of texts: they need no pack to know which countries send none.
        services.AddSingleton(new InternationalRates([]));
        services.AddReceiptIntake();
        services.AddBounceIntake();
        return new VerbDatabase(address, services.BuildServiceProvider(), embedded);
    }

    /// <summary>Finds the database without looking at its schema.</summary>
    public static async Task<(DatabaseAddress Address, EmbeddedPostgres? Embedded)> FindAsync(string dataFolder, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(DatabaseAddress.Variable) is { Length: > 0 } named)
        {
            return (DatabaseAddress.Parse(named), null);
        }

        if (EmbeddedPostgres.FindRunning(dataFolder) is { } running)
        {
            return (DatabaseAddress.Parse(running), null);
        }

        var embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataFolder = dataFolder, Say = Console.Error.WriteLine }, cancellationToken);
        var address = DatabaseAddress.Parse(embedded.ConnectionString);
        await DatabaseSchema.UpgradeAsync(address, cancellationToken);
        return (address, embedded);
    }

    /// <summary>A service by id or name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task<Core.Services.Service> ServiceAsync(string idOrName, CancellationToken cancellationToken) =>
        await Services.FindAsync(idOrName, cancellationToken)
            ?? throw new RefusedException($"There is no service '{idOrName}': 'notify service list' shows them");

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }
}
