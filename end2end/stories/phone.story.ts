import { durable, expect, test, words } from '../cast';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test('on a phone there is one pane at a time, with a way back', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  await expect(ana.tab.sidebar()).toBeVisible();
  await ana.tab.open(ben);
  await expect(ana.tab.contact(ben)).toBeHidden();
  await ana.tab.composer(ben).fill('From the phone');
  await ana.tab.button(words.conversation.send).click();
  await expect(ana.tab.message('From the phone')).toContainText(durable);
  const overflow = await ana.tab.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await ana.tab.link(words.conversation.back).click();
  await expect(ana.tab.page).toHaveURL('/');
  await expect(ana.tab.contact(ben)).toBeVisible();
  await expect(ana.tab.contact(ben)).toContainText('From the phone');
});
