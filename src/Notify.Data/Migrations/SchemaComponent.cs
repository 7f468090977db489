using Npgsql;

namespace Notify.Data.Migrations;

/// <summary>A schema beside our own that must be in place before the program runs, such as Hangfire's.</summary>
/// <param name="Name">Unique, such as <c>hangfire</c>.</param>
/// <param name="Version">Of the library that made it; when another one was recorded, it is prepared again.</param>
/// <param name="PrepareAsync">Creates or upgrades it; must be safe to repeat.</param>
public sealed record SchemaComponent(string Name, string Version, Func<NpgsqlConnection, CancellationToken, Task> PrepareAsync);
