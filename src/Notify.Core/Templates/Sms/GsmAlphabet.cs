using System.Buffers;

namespace Notify.Core.Templates.Sms;

/// <summary>The characters that a text message can carry in seven bits.</summary>
/// <remarks>Source: 3GPP TS 23.038 section 6.2.1 (default alphabet, one septet each) and 6.2.1.1 (extension table, two septets each).</remarks>
public static class GsmAlphabet
{
    /// <summary>One septet each. The escape character itself is counted among them, as the original does.</summary>
    public const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>Two septets each.</summary>
    public const string Extension = "^{}[]~|\\€";

    internal static readonly SearchValues<char> BasicSet = SearchValues.Create(Basic);

    internal static readonly SearchValues<char> ExtensionSet = SearchValues.Create(Extension);

    internal static readonly SearchValues<char> All = SearchValues.Create(Basic + Extension);
}
