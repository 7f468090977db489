using System.Text.Json.Nodes;

namespace Notify.Core.Nations;

/// <summary>Lays one pack over another: objects deep, arrays and values replaced, <c>null</c> removes.</summary>
internal static class JsonMerge
{
    public static void Into(JsonObject target, JsonObject changes)
    {
        foreach (var (name, change) in changes)
        {
            if (change is null)
            {
                target.Remove(name);
            }
            else if (change is JsonObject inner && target[name] is JsonObject existing)
            {
                Into(existing, inner);
            }
            else
            {
                target[name] = change.DeepClone();
            }
        }
    }
}
