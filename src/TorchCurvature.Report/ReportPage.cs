using System.Security.Cryptography;
using System.Text;
using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;
using TorchCurvature.Report.Html;
using TorchCurvature.Report.Sections;

namespace TorchCurvature.Report;

/// <summary>
/// <c>report.html</c>: a page of what a run found, made from the files in its folder. One file that needs no other and no network.
/// </summary>
internal static class ReportPage
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "report.html";

    /// <summary>The page of one run, or of several beside each other.</summary>
    /// <param name="folders">Folders of runs; at least one.</param>
    /// <exception cref="ReportException">One of them is not the folder of a run.</exception>
    public static string Of(params IReadOnlyList<string> folders)
    {
        RunFolder[] opened = [.. folders.Select(RunFolder.Open)];
        RunFolder.TellApart(opened);
        RunPage[] pages = [.. opened.Select(RunPages.Of)];
        return PageWriter.Write(pages.Length > 1 ? [Comparison.Of(pages), .. pages] : pages);
    }

    /// <summary>Writes the page of a run into its folder.</summary>
    /// <param name="run">The folder.</param>
    /// <exception cref="IOException">The page cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The page cannot be written.</exception>
    public static void WriteInto(string run) => Write(run, [run]);

    /// <summary>Writes the page whole or not at all, in the place of an earlier one.</summary>
    /// <param name="folder">Where to; it is made where there is none.</param>
    /// <param name="runs">Folders of runs; at least one.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="ReportException">One of them is not the folder of a run.</exception>
    /// <exception cref="IOException">The page cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The page cannot be written.</exception>
    public static string Write(string folder, IReadOnlyList<string> runs)
    {
        string page = Of(runs);
        string path = Path.Combine(Path.GetFullPath(folder), FileName);
        string random = RandomNumberGenerator.GetHexString(16, lowercase: true);
        string temporary = Path.ChangeExtension(path, $".{random}.partial.html");
        Directory.CreateDirectory(folder);
        var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        try
        {
            using (file)
            {
                file.Write(Encoding.UTF8.GetBytes(page));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return path;
        }
        catch (IOException e)
        {
            throw new IOException(e.Message.Replace(temporary, path, StringComparison.Ordinal), e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
