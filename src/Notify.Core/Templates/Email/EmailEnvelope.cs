using System.Collections.Concurrent;
using Scriban;

namespace Notify.Core.Templates.Email;

/// <summary>The frame round every e-mail: a full HTML page and the plain text beside it. Immutable but for its cache, and thread-safe.</summary>
/// <remarks>The Scriban templates run once for each brand and language; what they wrote is kept as fixed pieces round the message,
/// which are then only joined. They run in a sandbox: they see texts and nothing else, include only each other, and loops,
/// nesting and output are limited.</remarks>
public sealed class EmailEnvelope
{
    private const string HtmlPage = "page.html";
    private const string TextPage = "page.txt";

    // A service's brands are few; many more distinct ones than this mean that someone makes them up.
    private const int MostKept = 1000;

    private readonly Template _html;
    private readonly Template _text;
    private readonly EnvelopeFiles _files;
    private readonly ConcurrentDictionary<EnvelopeModel, EnvelopePieces> _htmlPieces = new();
    private readonly ConcurrentDictionary<EnvelopeModel, EnvelopePieces> _textPieces = new();

    private EmailEnvelope(IReadOnlyDictionary<string, string> files)
    {
        _files = new EnvelopeFiles(files);
        _html = _files.Parse(HtmlPage);
        _text = _files.Parse(TextPage);
    }

    /// <param name="files">The templates' texts by file name; <c>page.html</c> and <c>page.txt</c> among them.</param>
    /// <exception cref="FormatException">A file is missing or is not a Scriban template, or does not show the body exactly once.</exception>
    public static EmailEnvelope Parse(IReadOnlyDictionary<string, string> files)
    {
        var envelope = new EmailEnvelope(files);
        ReadOnlySpan<EnvelopeModel> models =
        [
            new("en"),
            new("he", TextDirection.RightToLeft),
            new("en", Branding: new EmailBranding { Name = "Name", Logo = "https://example.com/logo.png", Link = "https://example.com" }),
            new("en", Branding: new EmailBranding { Logo = "https://example.com/logo.png", LogoText = "Name", Style = BrandStyle.Rule }),
        ];
        foreach (var model in models)
        {
            envelope.HtmlPieces(model);
            envelope.TextPieces(model);
        }

        return envelope;
    }

    /// <summary>Reads every file of a folder, not of folders below it, and parses them.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <inheritdoc cref="Parse"/>
    public static EmailEnvelope Load(string folder) =>
        Parse(Directory.EnumerateFiles(folder).ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal));

    /// <returns>The whole HTML page of a message, UTF-16; send it as UTF-8.</returns>
    /// <exception cref="FormatException">For this model the templates do not show the body exactly once.</exception>
    public string Render(RenderedEmail email, EnvelopeModel model) =>
        HtmlPieces(model).Join(email.SubjectHtml, WithoutHalfGap(email.Preheader), email.HtmlBody);

    /// <returns>The text/plain part of a message; ends in one line end.</returns>
    /// <inheritdoc cref="Render" path="/exception"/>
    public string RenderPlainText(RenderedEmail email, EnvelopeModel model) =>
        TextPieces(model).Join(email.Subject, email.Preheader, email.PlainText);

    // The mark of a gap may have been cut with the preheader, and would take the rest of the page into itself: half a tag as its
    // attribute, an open element as part of what the preheader hides. Every other angle bracket is an entity.
    private static string WithoutHalfGap(string preheader)
    {
        var tag = preheader.LastIndexOf('<');
        if (tag >= 0 && preheader.IndexOf('>', tag) < 0)
        {
            preheader = preheader[..tag];
        }

        var gap = preheader.LastIndexOf("<span ", StringComparison.Ordinal);
        return gap >= 0 && preheader.IndexOf("</span>", gap, StringComparison.Ordinal) < 0 ? preheader[..gap] : preheader;
    }

    private EnvelopePieces HtmlPieces(EnvelopeModel model) => Pieces(_htmlPieces, _html, HtmlPage, model);

    private EnvelopePieces TextPieces(EnvelopeModel model) => Pieces(_textPieces, _text, TextPage, model);

    private EnvelopePieces Pieces(ConcurrentDictionary<EnvelopeModel, EnvelopePieces> kept, Template template, string file, EnvelopeModel model)
    {
        if (kept.TryGetValue(model, out var pieces))
        {
            return pieces;
        }

        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        return kept.GetOrAdd(model, _ => EnvelopePieces.Split(_files.Run(template, EnvelopeValues.From(model)).TrimEnd()).DemandBodyOnce(file));
    }
}
