namespace Notify.Core.Templates.Placeholders;

/// <summary>How a template's placeholders are replaced. The defaults are those of a text message that is sent.</summary>
public sealed record FillOptions
{
    /// <summary>Whether template and values are made safe for HTML.</summary>
    public bool Html { get; init; }

    /// <summary>Whether a list becomes bullets on lines of their own (bodies of e-mails) or a phrase, <c>a, b and c</c>.</summary>
    public bool ListsAsBullets { get; init; }

    /// <summary>How a placeholder without a value shows.</summary>
    public GapStyle Gaps { get; init; } = GapStyle.AsTyped;

    /// <summary>Whether a gap keeps its brackets; without them a plain placeholder shows as its bare name.</summary>
    public bool Brackets { get; init; } = true;

    /// <summary>Whether a gap shows as <c>hidden</c>, for readers who may not see what is asked for.</summary>
    public bool Redacted { get; init; }

    /// <summary>Whether a conditional without a value shows nothing instead of a gap, as where an author sees the length of a text.</summary>
    public bool DropsConditionals { get; init; }

    /// <summary>The words that join a list.</summary>
    public TemplateWording Wording { get; init; } = TemplateWording.English;
}

/// <summary>How a placeholder without a value shows.</summary>
public enum GapStyle
{
    /// <summary>As the author typed it.</summary>
    AsTyped,

    /// <summary>In a <c>span</c> element, for pages.</summary>
    Highlighted,
}
