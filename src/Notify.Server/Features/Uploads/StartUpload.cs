using Hangfire;
using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Core.Uploads;
using Notify.Data.Idempotency;
using Notify.Data.Notifications;
using Notify.Data.Uploads;
using Notify.Server.Delivery.Uploads;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Limits;
using Notify.Server.Features.Notifications;
using Notify.Server.Hosting.Telemetry;

namespace Notify.Server.Features.Uploads;

/// <summary>Accepts many messages at once: checks the rows and stores them as a whole. A job turns them into notifications.</summary>
public sealed partial class StartUpload(
    TemplateForSending templates,
    SendChecks checks,
    CheckRows rows,
    UploadStore uploads,
    IdempotencyStore answers,
    DailyLimits daily,
    NationPack nation,
    IBackgroundJobClient jobs,
    AcceptMetrics metrics,
    TimeProvider time,
    ILogger<StartUpload> logger)
{
    /// <param name="idempotent">Null when the request carries no key.</param>
    /// <param name="answer">Makes the answer to remember under the key.</param>
    /// <returns>What was accepted, or the refusal to send back.</returns>
    /// <remarks>Returns after commit: what has an id is never lost.</remarks>
    public async Task<Result<StartedUpload>> HandleAsync(
        ApiCaller caller, UploadRequest request, IdempotentRequest? idempotent, Func<Upload, byte[]> answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(answer);
        if (!(await templates.FindAsync(caller, request, cancellationToken)).TryGet(out var template, out var refusal))
        {
            return refusal;
        }

        var channel = ChannelNames.Parse(template.Newest.Type);
        if (Permission(caller, channel) is { } notAllowed)
        {
            return notAllowed;
        }

        if (Sender(caller, request, channel, out var sender, out var replyTo) is { } unknown)
        {
            return unknown;
        }

        var kind = channel == Channel.Sms ? DailyKind.Sms : DailyKind.Email;
        if (await daily.CheckAsync(caller.Service, kind, caller.Key.Type, cancellationToken) is { } full)
        {
            return full;
        }

        using var judged = rows.Run(caller, template.Parsed, channel, request.Source, request.OnlyGoodRows, cancellationToken);
        if (Refusal(judged, request.OnlyGoodRows) is { } bad)
        {
            return bad;
        }

        var keyType = judged.SimulatedCount > 0 ? KeyType.Test : caller.Key.Type;
        var upload = new Upload
        {
            Id = Ids.New(time),
            ServiceId = caller.ServiceId,
            Channel = channel,
            Status = request.ScheduledFor is null ? UploadStatus.Pending : UploadStatus.Scheduled,
            Name = request.Name,
            Reference = request.Reference,
            TemplateId = template.Id,
            TemplateVersion = template.Version,
            KeyType = keyType,
            ApiKeyId = caller.Key.Id,
            Sender = sender,
            ReplyTo = replyTo,
            HasUnsubscribeLink = template.Newest.HasUnsubscribeLink,
            RowCount = judged.Good.Count,
            BadRowCount = judged.BadCount,
            BadRows = judged.Bad,
            OtherBadRows = judged.OtherBad,
            ScheduledFor = request.ScheduledFor,
            CreatedAt = SendChecks.Now(time),
        };
        using var span = NotificationTrace.StartUpload(upload.Id);
        var outcome = await uploads.StartAsync(
            upload,
            judged.Good.Finish(),
            judged.AbroadCount,
            DailyAllowance.For(caller.Service, keyType, kind, abroad: judged.AbroadCount > 0),
            idempotent is null ? null : new RememberedUpload(caller.Key.Type, idempotent.Key, idempotent.Hash, answer(upload)),
            cancellationToken);
        return outcome switch
        {
            AcceptOutcome.Full over => NotifyError.DailyLimit(over.Kind, over.Limit, over.DayEndsIn),
            AcceptOutcome.Known known when known.Answer.Hash.AsSpan().SequenceEqual(idempotent!.Hash) => new StartedUpload(upload, answers.Open(known.Answer)),
            AcceptOutcome.Known => NotifyError.IdempotencyKeyReused,
            _ => Started(upload),
        };
    }

    /// <summary>What stands in the way of the rows as a whole.</summary>
    private static NotifyError? Refusal(CheckedRows rows, bool onlyGoodRows)
    {
        if (rows.Problem is { } problem)
        {
            return problem;
        }

        if (rows.BadCount > 0 && (!onlyGoodRows || rows.Good.Count == 0))
        {
            return UploadRefusals.BadRows(rows.Bad, rows.BadCount);
        }

        return rows.SimulatedCount > 0 && rows.SimulatedCount < rows.Good.Count ? UploadRefusals.Mixed : null;
    }

    private static NotifyError? Permission(ApiCaller caller, Channel channel) => channel switch
    {
        Channel.Email when caller.Service.May(ServicePermission.Email) => null,
        Channel.Sms when caller.Service.May(ServicePermission.Sms) => null,
        Channel.Email => NotifyError.NotAllowedToSend("emails"),
        Channel.Sms => NotifyError.NotAllowedToSend("text messages"),
        _ => NotifyError.LettersNotAllowed,
    };

    private NotifyError? Sender(ApiCaller caller, UploadRequest request, Channel channel, out string sender, out string? replyTo)
    {
        replyTo = null;
        if (channel == Channel.Sms)
        {
            return checks.TextSender(caller, request.SenderId, out sender);
        }

        sender = $"{SenderLocalPart.FromName(caller.Service.Name, nation.Email.LocalPart)}@{nation.Email.Domain}";
        return SendChecks.ReplyTo(caller, request.SenderId, out replyTo);
    }

    private StartedUpload Started(Upload upload)
    {
        Accepted(upload.RowCount, upload.Id);
        metrics.Accepted(upload.Channel, upload.KeyType, upload.RowCount);
        if (upload.Status == UploadStatus.Pending)
        {
            try
            {
                jobs.Enqueue<StoreUploadJob>(job => job.RunAsync(upload.Id, CancellationToken.None));
            }
            catch (BackgroundJobClientException e)
            {
                // It is stored: the sweeper finds it.
                CannotEnqueue(upload.Id, e.Message);
            }
        }

        return new StartedUpload(upload, Repeated: null);
    }

    [LoggerMessage(1080, LogLevel.Information, "Accepted {Count} rows as upload {UploadId}")]
    private partial void Accepted(int count, Guid uploadId);

    [LoggerMessage(1081, LogLevel.Warning, "Upload {UploadId} waits for the sweeper: {Reason}")]
    private partial void CannotEnqueue(Guid uploadId, string reason);
}

/// <param name="Repeated">The answer that the same request had before; nothing was stored then. Null for a new one.</param>
public sealed record StartedUpload(Upload Upload, byte[]? Repeated);
