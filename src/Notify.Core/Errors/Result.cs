using System.Diagnostics.CodeAnalysis;

namespace Notify.Core.Errors;

/// <summary>A value, or the refusal that stands in its place.</summary>
public readonly struct Result<T>
    where T : notnull
{
    private readonly T? _value;
    private readonly NotifyError? _refusal;

    private Result(T? value, NotifyError? refusal)
    {
        _value = value;
        _refusal = refusal;
    }

    /// <returns>Whether there is a value; the other one of the two is null then.</returns>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out NotifyError? refusal)
    {
        value = _value;
        refusal = _refusal;
        return refusal is null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(NotifyError refusal) => new(default, refusal);
}
