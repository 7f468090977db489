using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Placeholders;

/// <summary>Shows a placeholder that has no value.</summary>
/// <remarks>The brackets of a highlighted gap are numeric entities, so that a second pass does not find a placeholder in it.</remarks>
internal static class Gap
{
    public static void Append(Placeholder placeholder, FillOptions options, TextBuffer into)
    {
        var highlighted = options.Gaps == GapStyle.Highlighted;
        if (options.Redacted)
        {
            into.Append(highlighted ? "<span class='placeholder-redacted'>hidden</span>" : "[hidden]");
        }
        else if (placeholder.ConditionalText is not null)
        {
            into.Append(highlighted ? "<span class='placeholder-conditional'>&#40;&#40;" : "((");
            into.Append(placeholder.Name);
            into.Append(highlighted ? "??</span>" : "??");
            into.Append(placeholder.ConditionalText);
            into.Append(highlighted ? "&#41;&#41;" : "))");
        }
        else if (options.Brackets)
        {
            into.Append(highlighted ? "<span class='placeholder'>&#40;&#40;" : "((");
            into.Append(placeholder.Name);
            into.Append(highlighted ? "&#41;&#41;</span>" : "))");
        }
        else
        {
            into.Append(highlighted ? "<span class='placeholder-no-brackets'>" : "");
            into.Append(placeholder.Name);
            into.Append(highlighted ? "</span>" : "");
        }
    }
}
