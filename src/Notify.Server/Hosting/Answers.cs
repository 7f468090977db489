namespace Notify.Server.Hosting;

/// <summary>What every answer has, and what stands in when nothing else answers: the order of the pipeline.</summary>
internal static class Answers
{
    public static void UseAnswers(this WebApplication app)
    {
        app.UseMiddleware<ResponseHeaders>();
        app.UseMiddleware<ErrorAnswers>();
        app.UseMiddleware<SingleSlashes>();
        app.UseWhen(context => !IsApi(context.Request.Path), pages => pages.UseSecurityHeaders(Features.Shared.PagesSetup.Policies));
        app.UseStaticFiles();
        app.UseMiddleware<Features.Start.RootStatus>();
        app.UseRouting();
        app.UseMiddleware<ExactPaths>();
        app.UseMiddleware<Features.ApiKeys.ApiKeyAuthentication>();
    }

    /// <summary>Whether a path belongs to API v2, whose clients parse errors.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments("/v2", StringComparison.OrdinalIgnoreCase);
}
