using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using Notify.Core.Callbacks;
using Notify.Data.Callbacks;
using Notify.Server.Hosting.Telemetry;

namespace Notify.Server.Callbacks;

/// <summary>Makes one request to a receiver, and says what came of it.</summary>
internal sealed class CallbackSender(CallbackHttp http, CallbackMetrics metrics, IOptions<CallbackOptions> options, TimeProvider time)
{
    /// <summary>Enough for an answer without news, so that the connection can be used again; of more nothing is read.</summary>
    private const int MostRead = 1024;

    private static readonly ProductInfoHeaderValue UserAgent =
        new("Notify", typeof(CallbackSender).Assembly.GetName().Version?.ToString(3) ?? "0");

    /// <summary>Does not throw for what the outside world does.</summary>
    public async Task<CallbackRecord> SendAsync(ClaimedCallback claim)
    {
        if (claim is not { Receiver: { } receiver, Subject: { } subject })
        {
            return claim.Subject is null
                ? new CallbackRecord(claim.Id, claim.Attempt, new CallbackVerdict.GivenUp(IsGone: false), null, CallbackFaults.NotKept, 0)
                : new CallbackRecord(claim.Id, claim.Attempt, new CallbackVerdict.Waits(), null, null, 0);
        }

        using var span = subject is CallbackSubject.DeliveryStatus about ? NotificationTrace.Start("callback", about.Id, ActivityKind.Client) : null;
        var began = time.GetTimestamp();
        var (status, fault, retryAfter) = await RequestAsync(claim.Id, receiver, CallbackBodies.Write(subject));
        var verdict = CallbackSchedule.Judge(status, claim.Tries, retryAfter, Random.Shared.NextDouble());
        var took = time.GetElapsedTime(began);
        span?.SetTag("http.response.status_code", status);
        metrics.Asked(status, fault, took);
        return new CallbackRecord(claim.Id, claim.Attempt, verdict, status, fault, (int)took.TotalMilliseconds);
    }

    private async Task<(int? Status, string? Fault, TimeSpan? RetryAfter)> RequestAsync(Guid deliveryId, CallbackReceiver receiver, byte[] body)
    {
        using var deadline = new CancellationTokenSource(options.Value.Timeout, time);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {receiver.Token}");
            request.Headers.Add(CallbackSignature.Header, CallbackSignature.Of(receiver.Secrets, time.GetUtcNow(), body));
            request.Headers.Add(CallbackSignature.DeliveryIdHeader, deliveryId.ToString());
            request.Headers.UserAgent.Add(UserAgent);
            using var response = await http.Client.SendAsync(request, deadline.Token);
            var retryAfter = response.Headers.RetryAfter is { } wish
                ? wish.Delta ?? (wish.Date is { } date ? date - time.GetUtcNow() : null)
                : null;
            await ReadSomeAsync(response, deadline.Token);
            return ((int)response.StatusCode, null, retryAfter);
        }
        catch (Exception e) when (deadline.IsCancellationRequested && e is OperationCanceledException or HttpRequestException or IOException)
        {
            return (null, Fault(e, deadline.IsCancellationRequested), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return (null, Fault(e, timedOut: false), null);
        }
    }

    /// <summary>The status has decided; what comes behind it can only cost time.</summary>
    private static async Task ReadSomeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MostRead];
            for (var read = 0; read < MostRead;)
            {
                var more = await stream.ReadAsync(buffer.AsMemory(read), cancellationToken);
                if (more == 0)
                {
                    return;
                }

                read += more;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The connection is not used again.
        }
    }

    private static string Fault(Exception e, bool timedOut)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AddressNotAllowedException:
                    return CallbackFaults.AddressNotAllowed;
                case AuthenticationException:
                    return CallbackFaults.Tls;
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery }:
                    return CallbackFaults.NameNotFound;
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return CallbackFaults.ConnectionRefused;
            }
        }

        return timedOut || e is OperationCanceledException or TaskCanceledException ? CallbackFaults.Timeout : CallbackFaults.Connection;
    }
}
