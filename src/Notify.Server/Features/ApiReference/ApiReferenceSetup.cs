using System.Text.Json;
using System.Text.Json.Serialization;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Templates.Managing;
using Notify.Server.Hosting;
using Scalar.AspNetCore;

namespace Notify.Server.Features.ApiReference;

/// <summary>The API's description and the page that shows it.</summary>
internal static class ApiReferenceSetup
{
    /// <summary>The page for people.</summary>
    public const string Page = "/documentation/api";

    private const string Policy = "API reference";

    /// <summary>The viewer writes its styles into the page; scripts are files of ours, and nothing is asked of another host.</summary>
    private static HeaderPolicyCollection Policies { get; } = new HeaderPolicyCollection()
        .AddReferrerPolicySameOrigin()
        .AddContentSecurityPolicy(policy =>
        {
            policy.AddDefaultSrc().None();
            policy.AddScriptSrc().Self();
            policy.AddStyleSrc().Self().UnsafeInline();
            policy.AddImgSrc().Self().Data();
            policy.AddFontSrc().Self();
            policy.AddConnectSrc().Self();
            policy.AddFormAction().None();
            policy.AddBaseUri().None();
            policy.AddFrameAncestors().None();
        });

    public static void AddApiReference(this IServiceCollection services)
    {
        // The description is made from the same types and names as the answers.
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            var resolvers = options.SerializerOptions.TypeInfoResolverChain;
            resolvers.Insert(0, NotificationsJson.Default);
            resolvers.Insert(0, ManagedTemplatesJson.Default);
            resolvers.Insert(0, RequestBodiesJson.Default);
            resolvers.Insert(0, ErrorJson.Default);
        });
        services.AddSecurityHeaderPolicies().AddPolicy(Policy, Policies);
        services.AddApiDescription();
    }

    public static void MapApiReference(this WebApplication app)
    {
        app.MapOpenApi("/v2/{documentName}.json");
        app.MapMethods(Page, ["GET", "HEAD"], (IWebHostEnvironment environment) =>
            Results.File(environment.WebRootFileProvider.GetFileInfo("api-reference.html").PhysicalPath!, "text/html; charset=utf-8"))
            .WithSecurityHeadersPolicy(Policy);

        // Serves the viewer's script; its own page has a script inside and is not used.
        app.MapScalarApiReference("/documentation/scalar");
    }
}
