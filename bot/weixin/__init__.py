"""What WeChat and WeCom share: seals, messages, tokens, the way to their servers. The only room of wechatpy."""
