namespace Notify.Core.Declarations;

/// <summary>What was found in one file so far.</summary>
internal sealed class FaultList(string file)
{
    private readonly List<DeclarationFault> _faults = [];

    public string File => file;

    /// <returns>Errors and warnings by their place, those of the declaration before those of other files.</returns>
    public IReadOnlyList<DeclarationFault> InOrder() =>
        [.. _faults.Distinct().OrderBy(fault => fault.File == file ? 0 : 1).ThenBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.At.Line).ThenBy(fault => fault.At.Column)];

    public void Add(FilePosition at, string message) => _faults.Add(new DeclarationFault(file, at, message));

    public void Warn(FilePosition at, string message, string? inFile = null) => _faults.Add(new DeclarationFault(inFile ?? file, at, message, IsWarning: true));
}
