namespace Notify.Core.Templates.Email;

/// <summary>What an envelope shows besides the message itself. Two models that are equal share one prepared frame.</summary>
/// <param name="Language">A language tag, such as <c>en</c> or <c>he</c>, for screen readers and mail programs.</param>
/// <param name="Direction">Which way the language is written.</param>
/// <param name="Branding">Null for a bare page.</param>
public sealed record EnvelopeModel(string Language, TextDirection Direction = TextDirection.LeftToRight, EmailBranding? Branding = null);

/// <summary>Which way a language is written.</summary>
public enum TextDirection
{
    LeftToRight,
    RightToLeft,
}

/// <summary>The sender's brand above an e-mail. Values are escaped when the frame is made, so any text is safe.</summary>
public sealed record EmailBranding
{
    /// <summary>Shown beside the logo; null for the logo alone.</summary>
    public string? Name { get; init; }

    /// <summary>The banner or the rule: <c>#</c> and 3 or 6 hexadecimal digits; anything else counts as black.</summary>
    public string Colour { get; init; } = "#0B0C0C";

    /// <summary>Of the name, in the same form; null for white on a banner and near-black beside a rule.</summary>
    public string? TextColour { get; init; }

    /// <summary>Where mail programs find the image: <c>https:</c>, or <c>cid:</c> for one sent along; anything else is left out.</summary>
    public string? Logo { get; init; }

    /// <summary>What the logo says, for those who do not see it; left out when <see cref="Name"/> says it already.</summary>
    public string? LogoText { get; init; }

    /// <summary>Where the brand leads: <c>https:</c>; anything else is left out.</summary>
    public string? Link { get; init; }

    public BrandStyle Style { get; init; } = BrandStyle.Banner;

    public BrandPosition Position { get; init; } = BrandPosition.Start;
}

/// <summary>How a brand is set.</summary>
public enum BrandStyle
{
    /// <summary>Across the page, on the brand's colour.</summary>
    Banner,

    /// <summary>On the page's ground, beside a rule of the brand's colour.</summary>
    Rule,
}

/// <summary>Where a brand stands across the page.</summary>
public enum BrandPosition
{
    /// <summary>Where lines begin: left, or right in languages written so.</summary>
    Start,
    Centre,
    End,
}
