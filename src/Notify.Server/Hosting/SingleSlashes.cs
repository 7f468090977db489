namespace Notify.Server.Hosting;

/// <summary>Takes <c>//v2//templates</c> for <c>/v2/templates</c>: clients whose base address ends in a slash ask so, and a redirect, as the original
/// answers, would lose a POST. Slashes at the end stay: such a path is no route.</summary>
internal sealed class SingleSlashes(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value;
        if (path is not null && path.Contains("//", StringComparison.Ordinal))
        {
            var inner = path.TrimEnd('/');
            context.Request.Path = string.Join('/', inner.Split('/').Where((part, i) => i == 0 || part.Length > 0)) + path[inner.Length..];
        }

        return next(context);
    }
}
