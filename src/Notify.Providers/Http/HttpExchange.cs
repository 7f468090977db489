using System.Text;
using Notify.Core.Notifications;

namespace Notify.Providers.Http;

/// <summary>One request to a carrier, and its answer or why there is none.</summary>
internal static class HttpExchange
{
    /// <summary>Bytes of an answer that are read; what says more is rubbish.</summary>
    public const int MaxAnswer = 64 * 1024;

    /// <param name="body">The request's content; null when it has none, and then nobody knows whether it was sent.</param>
    /// <param name="isUrgent">Goes before others that wait for a connection.</param>
    /// <param name="read">Makes an outcome of the status, the headers and the answer's text (UTF-8).</param>
    /// <returns>The outcome. An answer that is too long or breaks off is doubtful, and so is silence once the body was begun.</returns>
    public static async Task<SendOutcome> SendAsync(
        HttpLine line,
        HttpRequestMessage request,
        MarkedContent? body,
        bool isUrgent,
        TimeSpan timeout,
        Func<HttpResponseMessage, string, SendOutcome> read,
        CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            await line.Places.WaitAsync(isUrgent, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // Says nothing of the carrier: those that have the connections will.
            return new SendOutcome.Unavailable("every connection to the carrier was in use", ProviderFault.None);
        }

        try
        {
            using var answer = await line.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return await TextAsync(answer, deadline.Token) is { } text
                ? read(answer, text)
                : new SendOutcome.Doubtful($"HTTP {(int)answer.StatusCode}: the answer is longer than {MaxAnswer / 1024} KiB");
        }
        catch (Exception e) when (body is { IsTooLate: true } && e is OperationCanceledException or HttpRequestException)
        {
            return SendOutcome.TooLate;
        }
        catch (OperationCanceledException)
        {
            return body is { IsBegun: false }
                ? new SendOutcome.Unavailable("the carrier cannot be reached in time")
                : new SendOutcome.Doubtful("the carrier did not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Connecting, resolving and TLS come before anything is sent, with or without a body.
            var isBefore = body is { IsBegun: false } || e is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
            };
            return isBefore
                ? new SendOutcome.Unavailable($"the carrier cannot be reached: {Words(e)}")
                : new SendOutcome.Doubtful($"the connection to the carrier broke: {Words(e)}");
        }
        finally
        {
            line.Places.Release();
        }
    }

    /// <summary>The error's kind rather than its message, which may name addresses.</summary>
    private static string Words(Exception e) => e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? http.HttpRequestError.ToString() : e.GetType().Name;

    private static async Task<string?> TextAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentLength > MaxAnswer)
        {
            return null;
        }

        var buffer = new byte[(int)(answer.Content.Headers.ContentLength ?? 4096) + 1];
        var length = 0;
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
            if (length > MaxAnswer)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MaxAnswer + 1));
            }
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
