namespace Notify.Server.Features.Shared;

/// <summary>Headers of what is reached by a link with a secret in it (files, unsubscribing): the secret must not get anywhere else.</summary>
internal static class SecretLinkPolicy
{
    public const string Name = "secret-links";

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
