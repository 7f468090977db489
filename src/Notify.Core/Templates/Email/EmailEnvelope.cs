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
        var model = new EnvelopeModel("en");
        envelope.Pieces(envelope._htmlPieces, envelope._html, model).DemandBodyOnce(HtmlPage);
        envelope.Pieces(envelope._textPieces, envelope._text, model).DemandBodyOnce(TextPage);
        return envelope;
    }

    /// <summary>Reads every file of a folder, not of folders below it, and parses them.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <inheritdoc cref="Parse"/>
    public static EmailEnvelope Load(string folder) =>
        Parse(Directory.EnumerateFiles(folder).ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal));

    /// <returns>The whole HTML page of a message, UTF-16; send it as UTF-8.</returns>
    public string Render(RenderedEmail email, EnvelopeModel model) =>
        Pieces(_htmlPieces, _html, model).Join(email.SubjectHtml, WithoutHalfTag(email.Preheader), email.HtmlBody);

    /// <returns>The text/plain part of a message; ends in one line end.</returns>
    public string RenderPlainText(RenderedEmail email, EnvelopeModel model) =>
        Pieces(_textPieces, _text, model).Join(email.Subject, email.Preheader, email.PlainText);

    // The mark of a gap may have been cut with the preheader, and would take the rest of the page into itself.
    private static string WithoutHalfTag(string preheader)
    {
        var open = preheader.LastIndexOf('<');
        return open >= 0 && preheader.IndexOf('>', open) < 0 ? preheader[..open] : preheader;
    }

    private EnvelopePieces Pieces(ConcurrentDictionary<EnvelopeModel, EnvelopePieces> kept, Template template, EnvelopeModel model)
    {
        if (kept.TryGetValue(model, out var pieces))
        {
            return pieces;
        }

        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        return kept.GetOrAdd(model, _ => EnvelopePieces.Split(_files.Run(template, EnvelopeValues.From(model)).TrimEnd()));
    }
}
