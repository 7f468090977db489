namespace Notify.Server.Hosting;

/// <summary>What every answer has, and what stands in when nothing else answers: the order of the pipeline.</summary>
internal static class Answers
{
    /// <summary>Assets are asked for again after ten minutes: their names stay the same from version to version.</summary>
    private const string AssetsAreKept = "public, max-age=600";

    public static void UseAnswers(this WebApplication app)
    {
        app.UseMiddleware<ResponseHeaders>();
        app.UseMiddleware<ErrorAnswers>();
        app.UseMiddleware<HeaderLimits>();
        app.UseMiddleware<SingleSlashes>();
        app.UseWhen(context => !IsApi(context.Request.Path), pages => pages.UseSecurityHeaders(Features.Shared.PagesSetup.Policies));
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = AssetsAreKept });
        app.UseMiddleware<Features.Start.RootStatus>();
        app.UseRouting();
        app.UseMiddleware<ExactPaths>();
        app.UseMiddleware<Features.ApiKeys.ApiKeyAuthentication>();
    }

    /// <summary>Whether a path belongs to API v2, whose clients parse errors.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments("/v2", StringComparison.OrdinalIgnoreCase);
}
