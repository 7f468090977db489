using Notify.Core.Notifications;
using Npgsql;

namespace Notify.Data.Notifications;

/// <summary>Tells worker hosts, through the database, which lanes have got something. A wake-up may be lost: the sweeper looks as well.</summary>
public sealed class WakeSender(NpgsqlDataSource database)
{
    /// <param name="lanes">Named all in one round trip. Never part of an accept transaction: commits that notify queue behind one lock of the whole cluster.</param>
    public async Task SendAsync(IEnumerable<(Channel Channel, Lane Lane)> lanes, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select pg_notify($1, lane) from unnest($2) as lane");
        command.Parameters.Add(new() { Value = OwnerConnection.WakeChannel });
        command.Parameters.Add(new() { Value = lanes.Select(lane => $"{lane.Channel.Wire()}:{lane.Lane.Wire()}").ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>The lane that a payload names, or null for one that is not ours.</returns>
    public static (Channel Channel, Lane Lane)? Parse(string payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        foreach (var channel in ChannelNames.Sent)
        {
            foreach (var lane in Enum.GetValues<Lane>())
            {
                if (payload == $"{channel.Wire()}:{lane.Wire()}")
                {
                    return (channel, lane);
                }
            }
        }

        return null;
    }
}
