using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Server.Features.Start;

/// <summary>The root of the host is a page to browsers and, as in the contract, the status to programs.</summary>
internal sealed class RootStatus(RequestDelegate next, ServerSettings settings, NpgsqlDataSource database)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path == "/" && !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            // As every known path: what it takes, or that it does not take this.
            context.Response.Headers.Allow = "GET, HEAD, OPTIONS";
            context.Response.StatusCode = HttpMethods.IsOptions(context.Request.Method) ? StatusCodes.Status200OK : StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (context.Request.Path != "/"
            || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            || (settings.Roles.HasFlag(Roles.Web) && ErrorPages.WantsPage(context.Request)))
        {
            await next(context);
            return;
        }

        await (await Health.StatusAsync(context, database)).ExecuteAsync(context);
    }
}
