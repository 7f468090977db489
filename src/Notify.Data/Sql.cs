using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data;

/// <summary>Statements live in <c>.sql</c> files beside their store, embedded in the program and loaded by name.</summary>
internal static class Sql
{
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <param name="name">Folder and file name with a dot between and no ending, such as <c>Notifications.claim_due</c>.</param>
    public static string Text(string name) => Texts.GetOrAdd(name, static name =>
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream($"Notify.Data.{name}.sql")
            ?? throw new InvalidOperationException($"There is no statement {name}.sql");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>A statement over the tables of one day, whose names end in <c>_{day}</c> in its file.</summary>
    /// <param name="day">As <see cref="Partitions.DayOf"/> writes it.</param>
    public static string TextOfDay(string name, string day) => Text(name).Replace("{day}", day, StringComparison.Ordinal);

    /// <summary>A command over a statement file, on a connection of the pool for its one execution.</summary>
    public static NpgsqlCommand Command(this NpgsqlDataSource database, string name) => database.CreateCommand(Text(name));

    /// <summary>The same over a statement that begins in one file and ends in another, because others end alike.</summary>
    public static NpgsqlCommand Command(this NpgsqlDataSource database, string beginning, string end) => database.CreateCommand(Text(beginning) + Text(end));

    /// <summary>A command over a statement file on a connection that the caller holds.</summary>
    /// <param name="transaction">The one that is open on it; null: none.</param>
    /// <param name="prepare">Adds its parameters; null where the caller does.</param>
    public static NpgsqlCommand Command(
        this NpgsqlConnection connection, string name, NpgsqlTransaction? transaction = null, Action<NpgsqlCommand>? prepare = null)
    {
        var command = new NpgsqlCommand(Text(name), connection, transaction);
        prepare?.Invoke(command);
        return command;
    }

    /// <summary>A statement file as a part of a batch.</summary>
    public static NpgsqlBatchCommand BatchCommand(string name) => new(Text(name));

    /// <summary>Adds a parameter whose type follows from the value.</summary>
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, string name, T value)
        where T : notnull
    {
        command.Parameters.Add(new NpgsqlParameter<T>(name, value));
        return command;
    }

    /// <summary>Adds an array that may hold nulls, whose type they do not tell.</summary>
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, string name, T?[] values, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter<T?[]>(name, values) { NpgsqlDbType = NpgsqlDbType.Array | type });
        return command;
    }

    /// <summary>Adds a parameter; null is written as NULL of the given type.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, string name, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
        return command;
    }

    /// <summary>Adds a parameter that is never null; its type follows from the value.</summary>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, string name, T value)
        where T : notnull
    {
        command.Parameters.Add(new NpgsqlParameter<T>(name, value));
        return command;
    }

    /// <inheritdoc cref="With(NpgsqlCommand, string, object?, NpgsqlDbType)"/>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, string name, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
        return command;
    }

    public static async Task<List<T>> ListAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using (command)
        {
            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    /// <returns>The first row, or the type's default when there is none.</returns>
    public static async Task<T?> FirstAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : class
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? read(reader) : null;
        }
    }

    /// <returns>The first column of the first row, or null when there is no row.</returns>
    public static async Task<T?> ValueAsync<T>(this NpgsqlCommand command, CancellationToken cancellationToken)
        where T : struct
    {
        await using (command)
        {
            return (T?)await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    /// <returns>Number of rows changed.</returns>
    public static async Task<int> RunAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public static T Get<T>(this NpgsqlDataReader row, string column) => row.GetFieldValue<T>(row.GetOrdinal(column));

    public static T? GetOrNull<T>(this NpgsqlDataReader row, string column)
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? default : row.GetFieldValue<T>(ordinal);
    }

    /// <summary>Times are stored as <c>timestamptz</c> and carried in UTC.</summary>
    public static DateTimeOffset Time(this NpgsqlDataReader row, string column) =>
        new(row.GetFieldValue<DateTime>(row.GetOrdinal(column)), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, string column)
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? null : new(row.GetFieldValue<DateTime>(ordinal), TimeSpan.Zero);
    }
}
