using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Notify.Core.Templates.Placeholders;

/// <summary>Prints JSON values as the original does, whose values pass through Python: <c>True</c>, <c>10.0</c>, <c>{'a': 1}</c>.</summary>
internal static class PythonText
{
    /// <summary>A spelling of a number that nobody writes and that stands for Python's NaN, for which JSON has no word. Its value is not 0,
    /// since NaN counts as true.</summary>
    public const string NaNSpelling = "1e-00000000000000000000000000000000";

    private const int DeepestNesting = 64;

    /// <returns>The text of a value that stands alone; null for JSON's null.</returns>
    public static string? From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => JsonStrings.Read(value),
        _ => Repr(value),
    };

    /// <summary>A number in Python's spelling: whole numbers digit by digit, others in shortest round-trip form.</summary>
    public static string Number(string json)
    {
        if (json.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
        {
            return json == "-0" ? "0" : json;
        }

        if (json == NaNSpelling)
        {
            return "nan";
        }

        var number = double.Parse(json, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(number))
        {
            return number > 0 ? "inf" : "-inf";
        }

        return Float(number);
    }

    private static string Float(double number)
    {
        var sign = double.IsNegative(number) ? "-" : "";
        var digits = Digits(number.ToString("R", CultureInfo.InvariantCulture));

        // With as many digits as the shortest form has: with more, 1e-06 begins with a 9 and seems to be smaller.
        var scientific = number.ToString(string.Create(CultureInfo.InvariantCulture, $"E{digits.Length - 1}"), CultureInfo.InvariantCulture);
        var exponent = number == 0 ? 0 : int.Parse(scientific.AsSpan(scientific.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 16)
        {
            return sign + Fixed(digits, exponent);
        }

        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    // The significant digits of .NET's round-trip form, which chooses another layout.
    private static string Digits(string round)
    {
        var mantissa = round.AsSpan();
        var e = mantissa.IndexOf('E');
        mantissa = e < 0 ? mantissa : mantissa[..e];
        var digits = new StringBuilder();
        foreach (var c in mantissa)
        {
            if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
            }
        }

        var text = digits.ToString().TrimStart('0').TrimEnd('0');
        return text.Length == 0 ? "0" : text;
    }

    private static string Fixed(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        var whole = exponent + 1;
        return digits.Length <= whole ? digits.PadRight(whole, '0') + ".0" : digits[..whole] + "." + digits[whole..];
    }

    private static string Repr(JsonElement value)
    {
        var text = new StringBuilder();
        Repr(value, text, 0);
        return text.ToString();
    }

    private static void Repr(JsonElement value, StringBuilder into, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True:
                into.Append("True");
                break;
            case JsonValueKind.False:
                into.Append("False");
                break;
            case JsonValueKind.Number:
                into.Append(Number(value.GetRawText()));
                break;
            case JsonValueKind.String:
                PythonString.Quote(JsonStrings.Read(value), into);
                break;
            case JsonValueKind.Array when depth < DeepestNesting:
                Sequence(value, into, depth);
                break;
            case JsonValueKind.Object when depth < DeepestNesting:
                Mapping(value, into, depth);
                break;
            default:
                into.Append(value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? "..." : "None");
                break;
        }
    }

    private static void Sequence(JsonElement value, StringBuilder into, int depth)
    {
        into.Append('[');
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            into.Append(first ? "" : ", ");
            first = false;
            Repr(item, into, depth + 1);
        }

        into.Append(']');
    }

    private static void Mapping(JsonElement value, StringBuilder into, int depth)
    {
        // Of equal names the last value stands, in the place of the first.
        var members = new List<(string Name, JsonElement Value)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonStrings.ReadName(member);
            if (places.TryGetValue(name, out var place))
            {
                members[place] = (name, member.Value);
            }
            else
            {
                places[name] = members.Count;
                members.Add((name, member.Value));
            }
        }

        into.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            into.Append(i == 0 ? "" : ", ");
            PythonString.Quote(members[i].Name, into);
            into.Append(": ");
            Repr(members[i].Value, into, depth + 1);
        }

        into.Append('}');
    }
}
