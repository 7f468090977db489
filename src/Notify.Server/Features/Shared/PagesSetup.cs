using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Notify.Data.DataProtection;
using Notify.Server.Features.Sandbox;

namespace Notify.Server.Features.Shared;

/// <summary>Razor Pages, rooted at the feature folders, and what browsers may load on them.</summary>
internal static class PagesSetup
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorPages(options =>
        {
            options.RootDirectory = "/Features";

            // A page takes every method unless told; a POST to this address is the API's.
            options.Conventions.AddPageRouteModelConvention("/Unsubscribes/Unsubscribe", page =>
            {
                foreach (var selector in page.Selectors)
                {
                    selector.EndpointMetadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
                }
            });
        });

        // One name and one set of keys on every host, whatever folder the program lies in.
        services.AddDataProtection().SetApplicationName("notify");
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeyStore>((options, store) =>
        {
            options.XmlRepository = new SharedKeys(store);
            options.XmlEncryptor = new NullXmlEncryptor();
        });
        services.AddSecurityHeaderPolicies()
            .AddPolicy(SandboxParts.HtmlPolicy, SandboxParts.HtmlPolicies)
            .AddPolicy(SecretLinkPolicy.Name, SecretLinkPolicy.Headers);
        services.AddSingleton<PageTime>();
        services.AddSingleton<SandboxAccess>();
    }

    /// <summary>Everything comes from ourselves; no inline script or style, no frame but our own.</summary>
    public static HeaderPolicyCollection Policies { get; } = new HeaderPolicyCollection()
        .AddReferrerPolicySameOrigin()
        .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
        .AddContentSecurityPolicy(policy =>
        {
            policy.AddDefaultSrc().None();
            policy.AddScriptSrc().Self();
            policy.AddStyleSrc().Self();
            policy.AddImgSrc().Self();
            policy.AddFontSrc().Self();
            policy.AddConnectSrc().Self();
            policy.AddFrameSrc().Self();
            policy.AddFormAction().Self();
            policy.AddBaseUri().None();
            policy.AddFrameAncestors().Self();
        });
}
