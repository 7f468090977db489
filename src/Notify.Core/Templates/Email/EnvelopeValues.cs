using System.Buffers;
using Notify.Core.Templates.Typography;
using Scriban.Runtime;

namespace Notify.Core.Templates.Email;

/// <summary>What an envelope's template sees: texts, already escaped for HTML, so that a nation's template cannot forget to.</summary>
internal static class EnvelopeValues
{
    private const string Ink = "#0B0C0C";
    private const string Paper = "#FFFFFF";

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789ABCDEFabcdef");

    public static ScriptObject From(EnvelopeModel model)
    {
        var rightToLeft = model.Direction == TextDirection.RightToLeft;
        return new ScriptObject
        {
            ["language"] = Attribute(model.Language),
            ["direction"] = rightToLeft ? "rtl" : "ltr",
            ["start_side"] = rightToLeft ? "right" : "left",
            ["end_side"] = rightToLeft ? "left" : "right",
            ["subject"] = EnvelopePieces.Subject,
            ["preheader"] = EnvelopePieces.Preheader,
            ["body"] = EnvelopePieces.Body,
            ["brand"] = model.Branding is null ? null : Brand(model.Branding, rightToLeft),
        };
    }

    private static ScriptObject Brand(EmailBranding brand, bool rightToLeft)
    {
        var banner = brand.Style == BrandStyle.Banner;
        return new ScriptObject
        {
            ["name"] = string.IsNullOrWhiteSpace(brand.Name) ? null : Attribute(brand.Name),
            ["colour"] = Colour(brand.Colour) ?? Ink,
            ["text_colour"] = Colour(brand.TextColour) ?? (banner ? Paper : Ink),
            ["logo"] = Address(brand.Logo, "https:", "cid:"),
            ["logo_alt"] = string.IsNullOrWhiteSpace(brand.Name) ? Attribute(brand.LogoText ?? "") : "",
            ["link"] = Address(brand.Link, "https:"),
            ["style"] = banner ? "banner" : "rule",
            ["align"] = brand.Position switch
            {
                BrandPosition.Centre => "center",
                BrandPosition.End => rightToLeft ? "left" : "right",
                BrandPosition.Start => rightToLeft ? "right" : "left",
                _ => throw new ArgumentOutOfRangeException(nameof(brand)),
            },
        };
    }

    private static string? Colour(string? colour) =>
        colour is { Length: 4 or 7 } && colour[0] == '#' && colour.AsSpan(1).IndexOfAnyExcept(Hexadecimal) < 0 ? colour : null;

    private static string? Address(string? address, params ReadOnlySpan<string> schemes)
    {
        foreach (var scheme in schemes)
        {
            if (address?.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) == true)
            {
                return Attribute(address);
            }
        }

        return null;
    }

    private static string Attribute(string text)
    {
        using var escaped = TextBuffer.Rent();
        // A value that held the mark of the body would show the message inside an attribute.
        HtmlText.EscapePlain(string.Concat(text.Where(c => !EnvelopePieces.IsMark(c))), escaped);
        return escaped.ToString().Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);
    }
}
