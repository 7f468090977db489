using Microsoft.AspNetCore.Routing.Patterns;

namespace Notify.Server.Hosting;

/// <summary>API paths match to the letter: routing itself ignores case and a slash at the end, the contract answers 404 there.</summary>
internal sealed class ExactPaths(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint && Answers.IsApi(context.Request.Path) && !IsExact(endpoint.RoutePattern, context.Request.Path.Value!))
        {
            context.SetEndpoint(null);
        }

        return next(context);
    }

    private static bool IsExact(RoutePattern pattern, string path)
    {
        var segments = path.Split('/');
        if (segments.Length != pattern.PathSegments.Count + 1)
        {
            return false;
        }

        for (var i = 0; i < pattern.PathSegments.Count; i++)
        {
            if (pattern.PathSegments[i] is { IsSimple: true, Parts: [RoutePatternLiteralPart literal] } && literal.Content != segments[i + 1])
            {
                return false;
            }
        }

        return true;
    }
}
