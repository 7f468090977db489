using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Notify.Server.Hosting;

namespace Notify.Server.Receipts;

/// <summary>A request from a provider, read whole.</summary>
internal sealed class ProviderRequest
{
    private ProviderRequest(HttpContext context, byte[] body)
    {
        Context = context;
        Body = body;
    }

    public HttpContext Context { get; }

    public byte[] Body { get; }

    public string Text => Encoding.UTF8.GetString(Body);

    /// <param name="limit">Bytes of the body that are read.</param>
    /// <returns>Null when it is longer.</returns>
    public static async Task<ProviderRequest?> ReadAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            return null;
        }

        var buffer = new byte[(int)(context.Request.ContentLength ?? 4096) + 1];
        var length = 0;
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted)) > 0)
        {
            length += read;
            if (length > limit)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit + 1));
            }
        }

        return new ProviderRequest(context, buffer[..length]);
    }

    /// <summary>The address as the provider called it: our public one with the path and query untouched, never from the Host header.</summary>
    public string Url(PublicUrl url)
    {
        var target = Context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return target.StartsWith('/') ? url.To(target) : url.To(new Uri(target).PathAndQuery);
    }

    /// <summary>The fields of a form, decoded, in their order.</summary>
    /// <returns>Null when it is no form, or one with hundreds of fields.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>>? Form(string text)
    {
        try
        {
            using var reader = new FormReader(text) { ValueCountLimit = 200 };
            return [.. reader.ReadForm().SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Asks the provider to come again a little later.</summary>
    public static IResult Busy(HttpContext context)
    {
        context.Response.Headers.RetryAfter = 5.ToString(CultureInfo.InvariantCulture);
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
