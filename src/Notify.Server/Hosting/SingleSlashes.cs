namespace Notify.Server.Hosting;

/// <summary>Takes <c>//v2/…</c> for <c>/v2/…</c>: clients whose base address ends in a slash ask so, and a redirect would lose a POST.</summary>
internal sealed class SingleSlashes(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value;
        if (path is not null && path.StartsWith("//", StringComparison.Ordinal))
        {
            context.Request.Path = "/" + path.TrimStart('/');
        }

        return next(context);
    }
}
