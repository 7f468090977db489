using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Notify.Server.Hosting;

/// <summary>API paths match to the letter: routing itself ignores case and a slash at the end, the contract answers 404 there, whatever the
/// method.</summary>
internal sealed class ExactPaths(RequestDelegate next, EndpointDataSource endpoints, ParameterPolicyFactory policies)
{
    /// <summary>Made once: the factory looks constraints up by reflection.</summary>
    private readonly ConcurrentDictionary<RoutePatternParameterPolicyReference, IRouteConstraint?> _constraints = new();

    public Task InvokeAsync(HttpContext context)
    {
        // The endpoint that answers 405 is no route; some route has to have the path.
        if (context.GetEndpoint() is { } endpoint && Answers.IsApi(context.Request.Path)
            && !(endpoint is RouteEndpoint route ? IsExact(context, route.RoutePattern) : endpoints.Endpoints.OfType<RouteEndpoint>().Any(other => IsExact(context, other.RoutePattern))))
        {
            context.SetEndpoint(null);
        }

        return next(context);
    }

    private bool IsExact(HttpContext context, RoutePattern pattern)
    {
        var segments = context.Request.Path.Value!.Split('/');
        if (segments.Length != pattern.PathSegments.Count + 1)
        {
            return false;
        }

        for (var i = 0; i < pattern.PathSegments.Count; i++)
        {
            var fits = pattern.PathSegments[i] is not { IsSimple: true, Parts: [var part] } || part switch
            {
                RoutePatternLiteralPart literal => literal.Content == segments[i + 1],
                RoutePatternParameterPart parameter => segments[i + 1].Length > 0 && Fits(context, parameter, segments[i + 1]),
                _ => true,
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    private bool Fits(HttpContext context, RoutePatternParameterPart parameter, string value) =>
        parameter.ParameterPolicies.All(reference => _constraints.GetOrAdd(reference, _ => policies.Create(parameter, reference) as IRouteConstraint) is not { } constraint
            || constraint.Match(context, route: null, parameter.Name, new RouteValueDictionary { [parameter.Name] = value }, RouteDirection.IncomingRequest));
}
