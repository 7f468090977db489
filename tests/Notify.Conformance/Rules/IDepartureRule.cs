using System.Text.Json;

namespace Notify.Conformance.Rules;

/// <summary>Tells whether two answers differ only as one departure of <c>DEPARTURES.md</c> says. A class that implements this is
/// found by itself; it needs a constructor without parameters.</summary>
public interface IDepartureRule
{
    /// <summary>The heading in <c>DEPARTURES.md</c>.</summary>
    string Departure { get; }

    /// <param name="recorded">The original's answer.</param>
    /// <param name="ours">The answer to the same question that differs.</param>
    /// <param name="field">The field that differs, such as <c>render_email.html</c>.</param>
    bool Explains(JsonElement recorded, JsonElement ours, string field);
}
