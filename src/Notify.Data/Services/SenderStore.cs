using Notify.Core;
using Notify.Core.Services;
using Npgsql;

namespace Notify.Data.Services;

/// <summary>What a service's messages come from and are answered to: reply-to addresses and text senders. The first of a kind is the default.</summary>
public sealed class SenderStore(NpgsqlDataSource database)
{
    /// <param name="isDefault">Takes the place of the default there is.</param>
    /// <returns>The new id, or null when the service has the address already.</returns>
    public Task<Guid?> AddReplyToAsync(Guid serviceId, string address, bool isDefault, CancellationToken cancellationToken) =>
        AddAsync("Services.add_reply_to", serviceId, address, isDefault, cancellationToken);

    /// <inheritdoc cref="AddReplyToAsync"/>
    public Task<Guid?> AddTextSenderAsync(Guid serviceId, string sender, bool isDefault, CancellationToken cancellationToken) =>
        AddAsync("Services.add_text_sender", serviceId, sender, isDefault, cancellationToken);

    /// <summary>Makes one that is there the default.</summary>
    /// <returns>False when there is none of that id.</returns>
    public async Task<bool> MakeDefaultReplyToAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        await ById("Services.default_reply_to", serviceId, id).RunAsync(cancellationToken) > 0;

    /// <inheritdoc cref="MakeDefaultReplyToAsync"/>
    public async Task<bool> MakeDefaultTextSenderAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        await ById("Services.default_text_sender", serviceId, id).RunAsync(cancellationToken) > 0;

    /// <summary>Takes one out of use; messages accepted with it keep it.</summary>
    /// <returns>False when there is none of that id.</returns>
    public async Task<bool> ArchiveReplyToAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        await ById("Services.archive_reply_to", serviceId, id).RunAsync(cancellationToken) > 0;

    /// <inheritdoc cref="ArchiveReplyToAsync"/>
    public async Task<bool> ArchiveTextSenderAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        await ById("Services.archive_text_sender", serviceId, id).RunAsync(cancellationToken) > 0;

    /// <returns>Those in use, the default first.</returns>
    public Task<List<ReplyTo>> ListReplyTosAsync(Guid serviceId, CancellationToken cancellationToken) =>
        database.Command("Services.list_reply_tos").With("service_id", serviceId).ListAsync(ReadReplyTo, cancellationToken);

    /// <inheritdoc cref="ListReplyTosAsync"/>
    public Task<List<TextSender>> ListTextSendersAsync(Guid serviceId, CancellationToken cancellationToken) =>
        database.Command("Services.list_text_senders").With("service_id", serviceId).ListAsync(ReadTextSender, cancellationToken);

    internal static ReplyTo ReadReplyTo(NpgsqlDataReader row) => new(row.Get<Guid>("id"), row.Get<string>("email_address"), row.Get<bool>("is_default"));

    internal static TextSender ReadTextSender(NpgsqlDataReader row) => new(row.Get<Guid>("id"), row.Get<string>("sender"), row.Get<bool>("is_default"));

    private Task<Guid?> AddAsync(string statement, Guid serviceId, string value, bool isDefault, CancellationToken cancellationToken) =>
        database.Command(statement)
            .With("service_id", serviceId)
            .With("id", Ids.NewRandom())
            .With("value", value)
            .With("is_default", isDefault)
            .ValueAsync<Guid>(cancellationToken);

    private NpgsqlCommand ById(string statement, Guid serviceId, Guid id) =>
        database.Command(statement).With("service_id", serviceId).With("id", id);
}
