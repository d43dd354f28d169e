using System.Text;

namespace TorchCurvature.Resources;

/// <summary>Reads a file whose lengths are not believed before the file is long enough for them.</summary>
/// <param name="file">The file, which stays open.</param>
internal sealed class BoundedReader(Stream file) : BinaryReader(file, Encoding.UTF8, leaveOpen: true)
{
    /// <summary>Refuses what a file cannot hold from here on: before room is made for it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">How much is to be read.</param>
    /// <exception cref="EndOfStreamException">There is less.</exception>
    public static void Require(Stream file, double bytes)
    {
        if (!(bytes >= 0 && bytes <= file.Length - file.Position))
        {
            throw new EndOfStreamException("it is truncated, or a length in it is wrong");
        }
    }

    /// <inheritdoc/>
    public override string ReadString()
    {
        int length = Read7BitEncodedInt();
        Require(BaseStream, length);
        return Encoding.UTF8.GetString(ReadBytes(length));
    }
}
