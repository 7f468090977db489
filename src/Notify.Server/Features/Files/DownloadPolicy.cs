namespace Notify.Server.Features.Files;

/// <summary>Headers of the pages on which people fetch files, and of the files: the key in their address must not get anywhere else.</summary>
internal static class DownloadPolicy
{
    public const string Name = "files";

    public static HeaderPolicyCollection Headers { get; } = new HeaderPolicyCollection()
        .AddReferrerPolicyNoReferrer()
        .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
        .AddCustomHeader("X-Robots-Tag", "noindex, nofollow")
        .AddContentSecurityPolicy(policy =>
        {
            policy.AddDefaultSrc().None();
            policy.AddStyleSrc().Self();
            policy.AddImgSrc().Self();
            policy.AddFontSrc().Self();
            policy.AddFormAction().Self();
            policy.AddBaseUri().None();
            policy.AddFrameAncestors().None();
        });
}
