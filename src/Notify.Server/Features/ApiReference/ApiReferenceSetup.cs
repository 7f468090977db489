using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Notify.Server.Features.Callbacks;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.ReceivedTexts;
using Notify.Server.Features.Suppressions;
using Notify.Server.Features.Templates;
using Notify.Server.Features.Templates.Managing;
using Notify.Server.Hosting;
using Scalar.AspNetCore;

namespace Notify.Server.Features.ApiReference;

/// <summary>The API's description and the page that shows it.</summary>
internal static class ApiReferenceSetup
{
    /// <summary>The page for people.</summary>
    public const string Page = "/documentation/api";

    /// <summary>How services are told, with ways to check the signature.</summary>
    public const string CallbacksPage = "/documentation/callbacks";

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
            resolvers.Insert(0, ManageCallbacksJson.Default);
            resolvers.Insert(0, ManageSuppressionsJson.Default);
            resolvers.Insert(0, TemplatesJson.Default);
            resolvers.Insert(0, ReceivedTextsJson.Default);
            resolvers.Insert(0, Uploads.UploadsJson.Default);
            resolvers.Insert(0, RequestBodiesJson.Default);
            resolvers.Insert(0, ErrorJson.Default);
        });
        services.AddSecurityHeaderPolicies().AddPolicy(Policy, Policies);
        services.AddApiDescription();
    }

    public static void MapApiReference(this WebApplication app)
    {
        MapFile(app, ApiDescription.Name, OpenApiSpecVersion.OpenApi3_1);
        MapFile(app, ApiDescription.OlderName, OpenApiSpecVersion.OpenApi3_0);
        app.MapMethods(Page, ["GET", "HEAD"], (IWebHostEnvironment environment) =>
            Results.File(environment.WebRootFileProvider.GetFileInfo("api-reference.html").PhysicalPath!, "text/html; charset=utf-8"))
            .WithSecurityHeadersPolicy(Policy);

        app.MapMethods("/documentation", ["GET", "HEAD"], () => Results.Redirect(Page));
        app.MapMethods(CallbacksPage, ["GET", "HEAD"], (IWebHostEnvironment environment) =>
            Results.File(environment.WebRootFileProvider.GetFileInfo("callbacks.html").PhysicalPath!, "text/html; charset=utf-8"))
            .WithSecurityHeadersPolicy(Policy);

        // Serves the viewer's script; its own page has a script inside and is not used.
        app.MapScalarApiReference("/documentation/scalar");
    }

    /// <summary>Routes of their own: a pattern with a name in it would also be asked about every other path under the API.</summary>
    private static void MapFile(WebApplication app, string name, OpenApiSpecVersion version)
    {
        // Made once; nothing in it changes while the process runs.
        byte[]? file = null;
        app.MapMethods($"/v2/{name}.json", ["GET", "HEAD"], async (IServiceProvider services, CancellationToken cancellationToken) =>
        {
            if (file is null)
            {
                var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(name);
                var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
                using var stream = new MemoryStream();
                await document.SerializeAsJsonAsync(stream, version, cancellationToken);
                file = stream.ToArray();
            }

            return Results.Bytes(file, "application/json");
        }).ExcludeFromDescription();
    }
}
