namespace Notify.Core.Templates;

/// <summary>An e-mail with its values filled in and its markup as typed.</summary>
/// <param name="Subject">One line, not escaped: what the mail header carries and the API answers with.</param>
/// <param name="Content">The body, trimmed: what the API answers with.</param>
/// <param name="Bytes">Length of <paramref name="Content"/> in UTF-8.</param>
/// <param name="IsEmpty">Whether the template is empty, or nothing but placeholders that came to nothing.</param>
public sealed record FilledEmail(string Subject, string Content, int Bytes, bool IsEmpty)
{
    /// <summary>The original's limit on <see cref="Content"/>, bytes of UTF-8.</summary>
    public const int MaxBytes = 2_000_000;

    public bool IsTooLong => Bytes > MaxBytes;

    public override string ToString() => $"[e-mail: {Bytes} bytes]";
}

/// <summary>Every part of an e-mail, without the envelope. Immutable.</summary>
/// <param name="Filled">The subject and body before the markup was read.</param>
/// <param name="SubjectHtml">The subject as it stands inside an HTML page, escaped but for quotes.</param>
/// <param name="HtmlBody">The HTML that goes inside an envelope.</param>
/// <param name="PlainText">The text/plain part; ends in one line end.</param>
/// <param name="Preheader">The line that mail programs show beside the subject, HTML-escaped, at most 256 characters. As
/// in the original, the element that marks a gap may be cut with it, even inside its tag: <see cref="Email.EmailEnvelope"/> leaves out
/// such a half, and who puts a preheader with gaps elsewhere in HTML must, too. Without gaps it is safe as it is.</param>
public sealed record RenderedEmail(FilledEmail Filled, string SubjectHtml, string HtmlBody, string PlainText, string Preheader)
{
    /// <inheritdoc cref="FilledEmail.Subject"/>
    public string Subject => Filled.Subject;

    /// <inheritdoc cref="FilledEmail.Content"/>
    public string Content => Filled.Content;

    public bool IsEmpty => Filled.IsEmpty;

    public bool IsTooLong => Filled.IsTooLong;

    public override string ToString() => Filled.ToString();
}
