namespace Notify.Data.Uploads;

/// <summary>Some thousand rows of an upload, encrypted for storing: made by <see cref="UploadChunkWriter"/>.</summary>
/// <param name="Id">Binds the ciphertext to its row.</param>
/// <param name="Rows">How many it holds.</param>
public sealed record UploadChunk(Guid Id, int Rows, byte[] Content);
