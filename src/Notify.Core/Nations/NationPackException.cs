namespace Notify.Core.Nations;

/// <summary>A nation pack cannot be used as it stands. The message is for the operator and names file, place and remedy.</summary>
public sealed class NationPackException(string message, Exception? inner = null) : Exception(message, inner);
