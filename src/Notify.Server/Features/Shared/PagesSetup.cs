using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
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

        // Nothing is signed yet that must outlive the process: no cookie, no form. Keys in memory leave none on the disk.
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new KeysInMemory());
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

    private sealed class KeysInMemory : IXmlRepository
    {
        private readonly ConcurrentQueue<XElement> _keys = new();

        public IReadOnlyCollection<XElement> GetAllElements() => [.. _keys];

        public void StoreElement(XElement element, string friendlyName) => _keys.Enqueue(element);
    }
}
