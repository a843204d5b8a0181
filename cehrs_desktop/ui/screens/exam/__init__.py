"""The exam on the screen: one question at a time, its tools, the summary, and the presenter behind them."""
