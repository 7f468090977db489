using Notify.Core;
using Notify.Core.Services;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Services;

/// <summary>People, the services they work with, and the guests whom a service may write to besides them.</summary>
public sealed class TeamStore(NpgsqlDataSource database)
{
    /// <summary>Finds the person by address, regardless of case, and brings name and number up to date; makes one who is not there.</summary>
    /// <returns>The person's id.</returns>
    public async Task<Guid> EnsurePersonAsync(string name, string emailAddress, string? mobileNumber, CancellationToken cancellationToken) =>
        (await database.Command("Services.ensure_person")
            .With("id", Ids.NewRandom())
            .With("name", name)
            .With("email_address", emailAddress)
            .With("mobile_number", mobileNumber, NpgsqlDbType.Text)
            .ValueAsync<Guid>(cancellationToken))!.Value;

    /// <returns>False when the person is a member already.</returns>
    public async Task<bool> AddMemberAsync(Guid serviceId, Guid userId, CancellationToken cancellationToken) =>
        await database.Command("Services.add_member").With("service_id", serviceId).With("user_id", userId).RunAsync(cancellationToken) > 0;

    /// <returns>False when the person was no member.</returns>
    public async Task<bool> RemoveMemberAsync(Guid serviceId, Guid userId, CancellationToken cancellationToken) =>
        await database.Command("Services.remove_member").With("service_id", serviceId).With("user_id", userId).RunAsync(cancellationToken) > 0;

    /// <returns>The team by name.</returns>
    public Task<List<TeamMember>> ListMembersAsync(Guid serviceId, CancellationToken cancellationToken) =>
        database.Command("Services.list_members").With("service_id", serviceId).ListAsync(ReadMember, cancellationToken);

    /// <summary>Makes the guest list what is given.</summary>
    /// <param name="recipients">E-mail addresses and numbers as typed.</param>
    public Task SetGuestListAsync(Guid serviceId, IReadOnlyCollection<string> recipients, CancellationToken cancellationToken) =>
        database.Command("Services.set_guest_list").With("service_id", serviceId).With("recipients", recipients.ToArray()).RunAsync(cancellationToken);

    /// <returns>Addresses and numbers as typed, in no order.</returns>
    public Task<List<string>> GuestListAsync(Guid serviceId, CancellationToken cancellationToken) =>
        database.Command("Services.list_guests").With("service_id", serviceId).ListAsync(row => row.Get<string>("recipient"), cancellationToken);

    internal static TeamMember ReadMember(NpgsqlDataReader row) =>
        new(row.Get<Guid>("id"), row.Get<string>("name"), row.Get<string>("email_address"), row.GetOrNull<string>("mobile_number"));
}
