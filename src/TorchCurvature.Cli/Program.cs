using TorchCurvature.Cli;
using TorchCurvature.Reporting;

SkiaImageDecoder.Register();
return await CurvatureCommand.RunAsync(args);
