using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Notify.Core.Callbacks;
using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Data.Callbacks;
using Notify.Server.Callbacks;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Shared;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Callbacks;

/// <summary>Routes for setting callbacks up and seeing how they go. They take a key of the kind <c>management</c>.</summary>
internal static class ManageCallbacksApi
{
    private const int PageSize = 250;
    private const int Notices = 20;
    private static readonly string[] ReadMethods = ["GET", "HEAD"];
    private static readonly string[] SetMembers = ["url", "bearer_token"];
    private static readonly string[] ReplayMembers = ["since", "only_failed", "id"];
    private static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    public static void MapManageCallbacks(this RouteGroupBuilder manage)
    {
        manage.MapMethods("/callbacks", ReadMethods, ListAsync).WithName("ListCallbacks").WithMetadata(ManageCallbacksDocs.List);
        manage.MapMethods("/callbacks/attempts", ReadMethods, AttemptsAsync).WithName("ListCallbackAttempts").WithMetadata(ManageCallbacksDocs.Attempts);
        manage.MapPut("/callbacks/{kind}", SetAsync).WithName("SetCallback").WithMetadata(ManageCallbacksDocs.Set);
        manage.MapDelete("/callbacks/{kind}", RemoveAsync).WithName("RemoveCallback").WithMetadata(ManageCallbacksDocs.Remove);
        manage.MapPost("/callbacks/{kind}/secret", RotateAsync).WithName("RotateCallbackSecret").WithMetadata(ManageCallbacksDocs.Rotate);
        manage.MapPost("/callbacks/{kind}/resume", ResumeAsync).WithName("ResumeCallback").WithMetadata(ManageCallbacksDocs.Resume);
        manage.MapPost("/callbacks/{kind}/replay", ReplayAsync).WithName("ReplayCallbacks").WithMetadata(ManageCallbacksDocs.Replay);
    }

    private static async Task<IResult> ListAsync(ApiCaller caller, CallbackStore callbacks, CancellationToken cancellationToken)
    {
        var all = await callbacks.ListAsync(caller.ServiceId, cancellationToken);
        var notices = await callbacks.NoticesAsync(caller.ServiceId, Notices, cancellationToken);
        return Json(new CallbacksAnswer(
            [.. all.Select(one => Answer(one, secret: null))],
            [.. notices.Select(notice => new ServiceNoticeAnswer(WireTime.Of(notice.At), notice.Kind, notice.Words))]));
    }

    private static async Task<IResult> SetAsync(
        string kind, HttpRequest http, ApiCaller caller, CallbackStore callbacks, IOptions<CallbackOptions> options, CancellationToken cancellationToken)
    {
        if (!TryKind(kind, out var parsed))
        {
            return ApiResults.Problem(NotifyError.NoResultFound);
        }

        if (!(await RequestMembers.ReadAsync(http, cancellationToken)).TryGet(out var members, out var refusal))
        {
            return ApiResults.Problem(refusal);
        }

        var (url, token) = (members.Text("url"), members.Text("bearer_token"));
        if (url is not null && CallbackUrl.WhyRefused(url, options.Value.AllowHttp, options.Value.AllowsInternal) is { } wrongUrl)
        {
            members.Add($"url: {wrongUrl}");
        }

        if (token is not null && CallbackUrl.WhyTokenRefused(token) is { } wrongToken)
        {
            members.Add($"bearer_token: {wrongToken}");
        }

        members.AddMissing("url", "bearer_token");
        members.AddUnexpected(SetMembers);
        if (members.Refusal is { } faults)
        {
            return ApiResults.Problem(faults);
        }

        var secret = await callbacks.SetAsync(caller.ServiceId, parsed, url!, token, cancellationToken);
        return await ShowAsync(caller, callbacks, parsed, secret, cancellationToken);
    }

    private static async Task<IResult> RemoveAsync(string kind, ApiCaller caller, CallbackStore callbacks, CancellationToken cancellationToken) =>
        TryKind(kind, out var parsed) && await callbacks.RemoveAsync(caller.ServiceId, parsed, cancellationToken)
            ? Results.NoContent()
            : ApiResults.Problem(NotifyError.NoResultFound);

    private static async Task<IResult> RotateAsync(string kind, ApiCaller caller, CallbackStore callbacks, CancellationToken cancellationToken) =>
        TryKind(kind, out var parsed) && await callbacks.RotateSecretAsync(caller.ServiceId, parsed, Grace, cancellationToken) is { } secret
            ? await ShowAsync(caller, callbacks, parsed, secret, cancellationToken)
            : ApiResults.Problem(NotifyError.NoResultFound);

    private static async Task<IResult> ResumeAsync(string kind, ApiCaller caller, CallbackStore callbacks, CancellationToken cancellationToken) =>
        TryKind(kind, out var parsed) && await callbacks.ResumeAsync(caller.ServiceId, parsed, cancellationToken) is { } queued
            ? Json(new ReplayAnswer(queued))
            : ApiResults.Problem(NotifyError.NoResultFound);

    private static async Task<IResult> ReplayAsync(
        string kind, HttpRequest http, ApiCaller caller, CallbackStore callbacks, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TryKind(kind, out var parsed))
        {
            return ApiResults.Problem(NotifyError.NoResultFound);
        }

        if (!(await RequestMembers.ReadAsync(http, cancellationToken)).TryGet(out var members, out var refusal))
        {
            return ApiResults.Problem(refusal);
        }

        var since = time.GetUtcNow().AddDays(-1);
        if (members.Text("since") is { } text && !IsoTime.TryParse(text, out since))
        {
            members.Add("since is not a valid datetime");
        }

        var onlyFailed = true;
        if (members.Member("only_failed") is { } only)
        {
            onlyFailed = only.ValueKind == JsonValueKind.True;
            if (only.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                members.AddWrongType("only_failed", only, "boolean");
            }
        }

        var id = members.Id("id");
        members.AddUnexpected(ReplayMembers);
        return members.Refusal is { } faults
            ? ApiResults.Problem(faults)
            : Json(new ReplayAnswer(await callbacks.ReplayAsync(caller.ServiceId, parsed, since, onlyFailed && id is null, id?.Id, cancellationToken)));
    }

    private static async Task<IResult> AttemptsAsync(HttpRequest http, ApiCaller caller, CallbackStore callbacks, CancellationToken cancellationToken)
    {
        var query = ApiQuery.Of(http);
        long? olderThan = null;
        if (query.First("older_than") is { } text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return ApiResults.Problem(NotifyError.NotValid("older_than is not the id of an attempt"));
            }

            olderThan = id;
        }

        var attempts = await callbacks.AttemptsAsync(caller.ServiceId, olderThan, query.First("failed") == "true", PageSize, cancellationToken);
        return Json(new CallbackAttemptsAnswer(
            [
                .. attempts.Select(one => new CallbackAttemptAnswer(
                    WireTime.Of(one.At), one.DeliveryId, one.DurationMs, one.Fault, one.Id, one.Kind.Wire(), one.Outcome, one.StatusCode, one.SubjectId, one.Try)),
            ]));
    }

    private static async Task<IResult> ShowAsync(
        ApiCaller caller, CallbackStore callbacks, CallbackKind kind, string? secret, CancellationToken cancellationToken) =>
        (await callbacks.ListAsync(caller.ServiceId, cancellationToken)).Find(one => one.Kind == kind) is { } callback
            ? Json(Answer(callback, secret))
            : ApiResults.Problem(NotifyError.NoResultFound);

    private static bool TryKind(string text, out CallbackKind kind)
    {
        var known = CallbackKinds.Words.Contains(text, StringComparer.Ordinal);
        kind = known ? CallbackKinds.Parse(text) : default;
        return known;
    }

    private static CallbackAnswer Answer(ServiceCallback callback, string? secret) => new(
        WireTime.OrNull(callback.FailingSince),
        callback.Kind.Wire(),
        secret,
        callback.SuspendedAt is not null ? "suspended" : callback.FailingSince is not null ? "failing" : "active",
        WireTime.OrNull(callback.SuspendedAt),
        callback.SuspendedReason,
        WireTime.Of(callback.UpdatedAt),
        callback.Url,
        callback.Waiting);

    private static IResult Json<T>(T answer) =>
        Results.Json(answer, ManageCallbacksJson.Default.GetTypeInfo(typeof(T)) as System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> ?? throw new InvalidOperationException($"No JSON of {typeof(T)}"), "application/json");
}

/// <param name="SigningSecret">Only when it was made just now: it is never shown again.</param>
/// <param name="State"><c>active</c>, <c>failing</c> or <c>suspended</c>.</param>
/// <param name="Waiting">Callbacks still to be sent.</param>
internal sealed record CallbackAnswer(
    string? FailingSince, string Kind, string? SigningSecret, string State, string? SuspendedAt, string? SuspendedReason, string UpdatedAt, string Url, long Waiting);

internal sealed record ServiceNoticeAnswer(string At, string Kind, string Words);

internal sealed record CallbacksAnswer(IReadOnlyList<CallbackAnswer> Callbacks, IReadOnlyList<ServiceNoticeAnswer> Notices);

internal sealed record CallbackAttemptAnswer(
    string At, Guid DeliveryId, int DurationMs, string? Fault, long Id, string Kind, string Outcome, int? StatusCode, Guid SubjectId, int Try);

internal sealed record CallbackAttemptsAnswer(IReadOnlyList<CallbackAttemptAnswer> Attempts);

/// <param name="Queued">Callbacks that will be sent again; at a resume, all that wait.</param>
internal sealed record ReplayAnswer(long Queued);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CallbackAnswer))]
[JsonSerializable(typeof(CallbacksAnswer))]
[JsonSerializable(typeof(CallbackAttemptsAnswer))]
[JsonSerializable(typeof(ReplayAnswer))]
internal sealed partial class ManageCallbacksJson : JsonSerializerContext;
