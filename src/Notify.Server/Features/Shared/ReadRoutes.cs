namespace Notify.Server.Features.Shared;

/// <summary>Routes of the API that read: <c>HEAD</c> works wherever <c>GET</c> does, and <c>OPTIONS</c> tells what does.</summary>
internal static class ReadRoutes
{
    private static readonly string[] Methods = ["GET", "HEAD"];
    private static readonly string[] Options = ["OPTIONS"];

    /// <param name="others">Methods of the same path that other routes answer.</param>
    public static RouteHandlerBuilder MapRead(this RouteGroupBuilder routes, string pattern, Delegate handler, params string[] others)
    {
        routes.MapOptions(pattern, [.. Methods, .. others]);
        return routes.MapMethods(pattern, Methods, handler);
    }

    /// <summary>Answers <c>OPTIONS</c> with an empty 200, to callers with a valid token as everything else.</summary>
    /// <param name="methods">Those that the path has beside it.</param>
    public static void MapOptions(this RouteGroupBuilder routes, string pattern, params string[] methods)
    {
        var allow = string.Join(", ", methods.Append("OPTIONS").Order(StringComparer.Ordinal));
        routes.MapMethods(pattern, Options, (HttpResponse response) =>
        {
            response.Headers.Allow = allow;
            response.ContentLength = 0;
        }).ExcludeFromDescription();
    }
}
